package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jellydator/ttlcache/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// maxWatches bounds the streams of one kind: a client that scans addresses must not exhaust
// linkerd-destination. Over it, the one unused for longest ends.
const maxWatches = 1000

var (
	errUnknownService = errors.New("linkerd-destination knows no such service")
	errNoAnswer       = errors.New("linkerd-destination has not answered")
)

// watches keeps streams of the control plane open, one for each path that connections ask for, and
// what they have said so far.
type watches[Message, State any] struct {
	ctx    context.Context // ends every stream
	source string          // who is asked
	open   func(ctx context.Context, path string) (stream[Message], error)
	fold   func(State, *Message) State // the state after a message; each stream begins with the zero value
	mutex  sync.Mutex                  // held between a look into active and what follows from it
	active *ttlcache.Cache[string, *watch[State]]
}

type stream[Message any] interface{ Recv() (*Message, error) }

type watch[State any] struct {
	known    atomic.Pointer[knowledge[State]] // nil until there is an answer
	answered chan struct{}                    // closed at the first message, failure or end of patience
	answer   func()
	end      context.CancelFunc
}

// knowledge is a state, or why there is none.
type knowledge[State any] struct {
	state State
	err   error
}

// newWatches ends each stream that no connection has asked for during the idle time, and all of them
// with the context.
func newWatches[Message, State any](
	ctx context.Context,
	source string,
	idle time.Duration,
	open func(context.Context, string) (stream[Message], error),
	fold func(State, *Message) State,
) *watches[Message, State] {
	active := ttlcache.New(
		ttlcache.WithTTL[string, *watch[State]](idle),
		ttlcache.WithCapacity[string, *watch[State]](maxWatches),
	)
	active.OnEviction(func(
		_ context.Context, _ ttlcache.EvictionReason, item *ttlcache.Item[string, *watch[State]],
	) {
		item.Value().end()
	})
	go active.Start()
	context.AfterFunc(ctx, active.Stop)
	return &watches[Message, State]{ctx: ctx, source: source, open: open, fold: fold, active: active}
}

// latest returns what is known of a path; it waits for the first answer while the context lasts. The
// error is errUnknownService or errNoAnswer.
func (w *watches[Message, State]) latest(ctx context.Context, path string) (State, error) {
	watch := w.of(path)
	select {
	case <-watch.answered:
	case <-ctx.Done():
		// Later calls need not wait as long again.
		watch.known.CompareAndSwap(nil, &knowledge[State]{
			err: fmt.Errorf("%s: %w: %w", path, errNoAnswer, ctx.Err()),
		})
		watch.answer()
	}
	known := watch.known.Load()
	return known.state, known.err
}

func (w *watches[Message, State]) of(path string) *watch[State] {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if item := w.active.Get(path); item != nil {
		return item.Value()
	}
	// One that has expired but is still there would be overwritten without being ended.
	w.active.Delete(path)
	return w.active.Set(path, w.start(path), ttlcache.DefaultTTL).Value()
}

func (w *watches[Message, State]) start(path string) *watch[State] {
	ctx, end := context.WithCancel(w.ctx)
	answered := make(chan struct{})
	result := &watch[State]{
		answered: answered, answer: sync.OnceFunc(func() { close(answered) }), end: end,
	}
	go w.run(ctx, path, result)
	return result
}

// run follows one stream after another, with growing pauses until a message comes.
func (w *watches[Message, State]) run(ctx context.Context, path string, watch *watch[State]) {
	retry := firstRetry
	for {
		messages, err := w.follow(ctx, path, watch)
		if ctx.Err() != nil {
			return
		}
		slog.Warn("a watch ended", "of", w.source, "path", path, "messages", messages, "error", err)
		if messages > 0 {
			retry = firstRetry
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(retry):
		}
		retry = min(retry*2, lastRetry)
	}
}

// follow reads one stream to its end. What was known stays known until a new stream's first message,
// unless linkerd-destination refuses the path.
func (w *watches[Message, State]) follow(
	ctx context.Context, path string, watch *watch[State],
) (messages int, err error) {
	defer watch.answer()
	defer func() { watch.failed(path, err) }()
	stream, err := w.open(ctx, path)
	if err != nil {
		return 0, err
	}
	var state State
	for ; ; messages++ {
		message, err := stream.Recv()
		if err != nil {
			return messages, err
		}
		state = w.fold(state, message)
		watch.known.Store(&knowledge[State]{state: state})
		watch.answer()
	}
}

// failed keeps the reason for later calls when there is nothing better to tell them.
func (w *watch[State]) failed(path string, err error) {
	switch status.Code(err) {
	case codes.InvalidArgument, codes.NotFound, codes.FailedPrecondition:
		w.known.Store(&knowledge[State]{err: fmt.Errorf("%s: %w", path, errUnknownService)})
		return
	}
	if known := w.known.Load(); known == nil || known.err != nil {
		w.known.Store(&knowledge[State]{err: fmt.Errorf("%s: %w: %w", path, errNoAnswer, err)})
	}
}
