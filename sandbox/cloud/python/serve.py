"""serve.py keystone|neutron PORT FOLDER: one OpenStack API on 127.0.0.1, in one process.

FOLDER holds the service's configuration and its SQLite file. The database is made, or brought up
to date, before the first request is answered, in children of this process: loading the code takes
seconds, and so it is loaded once.
"""
import importlib
import importlib.util
import logging
import os
import pathlib
import socket
import sqlite3
import sys
import traceback

# SQLite has one writer, and transactions of both services read before they write (Keystone's when it
# notes that a user was active): with more than one thread two that overlap end in "database is
# locked", whatever the timeout.
THREADS = 1


def in_child(work):
    """Runs work in a fork of this process, which it may configure as it likes."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if status != 0:
        sys.exit('the database could not be prepared')


def write_ahead(path):
    """Lets others read the file while the service writes to it."""
    with sqlite3.connect(path) as database:
        assert database.execute('PRAGMA journal_mode=WAL').fetchone() == ('wal',)
    database.close()


def prepare_keystone(folder):
    """What an operator of Keystone types once; each command finds what it made before."""
    import keystone.server.flask.core  # noqa: F401, loaded before the forks
    from keystone.cmd import cli

    password = pathlib.Path(os.environ['ADMIN_PASSWORD_FILE']).read_text()

    def manage(*arguments):
        os.environ['OS_BOOTSTRAP_PASSWORD'] = password
        config = ['--config-file', str(folder / 'keystone.conf')]
        cli.main(['keystone-manage', *config, *arguments])

    owner = ['--keystone-user', str(os.getuid()), '--keystone-group', str(os.getgid())]
    in_child(lambda: manage('db_sync'))
    write_ahead(folder / 'keystone.sqlite')
    in_child(lambda: manage('fernet_setup', *owner))
    in_child(lambda: manage('credential_setup', *owner))
    in_child(lambda: manage('bootstrap'))


def prepare_neutron(folder):
    """Neutron's tables in a new file, from its models as in Neutron's own unit tests.

    neutron-db-manage cannot: its migrations alter constraints, which SQLite does not know.
    """
    import sqlalchemy
    from neutron.db.migration import alembic_migrations
    from neutron.db.migration.models import head

    database = folder / 'neutron.sqlite'
    if database.exists():
        return
    unfinished = folder / 'neutron.sqlite.new'
    unfinished.unlink(missing_ok=True)

    def create():
        # The only migration that also writes rows: without this template new security groups have
        # no rules at all, not even those for egress.
        versions = pathlib.Path(alembic_migrations.__file__).parent / 'versions'
        (file,) = versions.rglob('c33da356b165_*.py')
        spec = importlib.util.spec_from_file_location('template', file)
        template = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(template)
        engine = sqlalchemy.create_engine(f'sqlite:///{unfinished}')
        metadata = head.get_metadata()
        with engine.begin() as connection:
            metadata.create_all(connection)
            for rule in template.default_template_rules:
                attributes = connection.execute(
                    sqlalchemy.insert(metadata.tables['standardattributes']).values(
                        resource_type=template.table_name, description=rule.pop('description')))
                connection.execute(
                    sqlalchemy.insert(metadata.tables[template.table_name]).values(
                        standard_attr_id=attributes.inserted_primary_key[0], **rule))
        engine.dispose()

    in_child(create)
    write_ahead(unfinished)
    unfinished.rename(database)


PREPARE = {'keystone': prepare_keystone, 'neutron': prepare_neutron}


def main():
    service, port, folder = sys.argv[1:]
    sys.argv[1:] = []  # Neutron takes what is there for its own options.
    os.umask(0o077)
    # Before the slow part, so that a taken port is told at once.
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(('127.0.0.1', int(port)))
    PREPARE[service](pathlib.Path(folder))
    application = importlib.import_module(f'{service}.wsgi.api').application
    import waitress

    logging.getLogger('waitress.queue').setLevel(logging.ERROR)  # One thread always has a queue.
    # Only now: until here a client is refused, and does not wait for an answer.
    listener.listen(128)
    waitress.serve(application, sockets=[listener], threads=THREADS, ident=service)


main()
