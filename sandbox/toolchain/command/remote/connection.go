package remote

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// Connection says how to reach a machine.
type Connection struct {
	endpoint
	Proxy *ProxyConnection `pulumi:"proxy,optional"`
}

// ProxyConnection says how to reach the one bastion in front of a machine.
type ProxyConnection struct{ endpoint }

type endpoint struct {
	Host               string  `pulumi:"host"`
	Port               *int    `pulumi:"port,optional"`
	User               *string `pulumi:"user,optional"`
	PrivateKey         *string `pulumi:"privateKey,optional" provider:"secret"`
	PrivateKeyPassword *string `pulumi:"privateKeyPassword,optional" provider:"secret"`
	Password           *string `pulumi:"password,optional" provider:"secret"`
	AgentSocketPath    *string `pulumi:"agentSocketPath,optional"`
	// HostKey is a line of a public key file. Without it every host key is accepted.
	HostKey *string `pulumi:"hostKey,optional"`
	// DialErrorLimit is the number of failed attempts after which one more is the last; -1 never gives up.
	DialErrorLimit *int `pulumi:"dialErrorLimit,optional"`
	// PerDialTimeout is in seconds and for the TCP connection alone; 0 is no limit.
	PerDialTimeout *int `pulumi:"perDialTimeout,optional"`
}

// Annotate sets the defaults, of a machine as of a bastion.
func (to *endpoint) Annotate(annotator infer.Annotator) {
	annotator.SetDefault(&to.Port, 22)
	annotator.SetDefault(&to.User, "root")
	annotator.SetDefault(&to.DialErrorLimit, 10)
	annotator.SetDefault(&to.PerDialTimeout, 15)
}

func (to *endpoint) address() string {
	return net.JoinHostPort(to.Host, strconv.Itoa(*to.Port))
}

func (to *endpoint) clientConfig() (*ssh.ClientConfig, error) {
	config := &ssh.ClientConfig{
		User:            *to.User,
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		Timeout:         time.Duration(*to.PerDialTimeout) * time.Second,
	}
	if to.HostKey != nil {
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(*to.HostKey))
		if err != nil {
			return nil, fmt.Errorf("hostKey: %w", err)
		}
		config.HostKeyCallback = ssh.FixedHostKey(key)
		// For an RSA key this is ssh-rsa, signatures with SHA-1, which sshd refuses since OpenSSH 8.8.
		config.HostKeyAlgorithms = []string{key.Type()}
	}
	var err error
	config.Auth, err = to.authMethods()
	return config, err
}

// authMethods are tried in this order: key, password, password when it is asked for, agent.
func (to *endpoint) authMethods() ([]ssh.AuthMethod, error) {
	var methods []ssh.AuthMethod
	if to.PrivateKey != nil {
		signer, err := to.signer()
		if err != nil {
			return nil, err
		}
		methods = append(methods, ssh.PublicKeys(signer))
	}
	if to.Password != nil {
		methods = append(methods, ssh.Password(*to.Password), ssh.KeyboardInteractive(to.answer))
	}
	socket := os.Getenv("SSH_AUTH_SOCK")
	if to.AgentSocketPath != nil {
		socket = *to.AgentSocketPath
	}
	if socket != "" {
		connection, err := net.Dial("unix", socket)
		if err != nil {
			return nil, err
		}
		methods = append(methods, ssh.PublicKeysCallback(agent.NewClient(connection).Signers))
	}
	return methods, nil
}

func (to *endpoint) signer() (ssh.Signer, error) {
	if to.PrivateKeyPassword == nil {
		return ssh.ParsePrivateKey([]byte(*to.PrivateKey))
	}
	return ssh.ParsePrivateKeyWithPassphrase([]byte(*to.PrivateKey), []byte(*to.PrivateKeyPassword))
}

func (to *endpoint) answer(_, _ string, questions []string, _ []bool) ([]string, error) {
	answers := make([]string, len(questions))
	for index := range questions {
		answers[index] = *to.Password
	}
	return answers, nil
}
