package main

import (
	"io"
	"net"
	"sync"
)

// join copies both ways until both sides have ended, and returns the bytes read from a and written
// to a. An end of one direction is passed on as a half-close: HTTP/1.0 clients and `nc -N` wait for
// the answer after closing their side.
func join(a, b net.Conn) (read, written int64) {
	var both sync.WaitGroup
	both.Go(func() { read = copyOneWay(b, a) })
	both.Go(func() { written = copyOneWay(a, b) })
	both.Wait()
	return read, written
}

func copyOneWay(to, from net.Conn) int64 {
	count, err := io.Copy(to, from)
	if err != nil || closeWrite(to) != nil {
		// Without this the other direction would wait for a peer that is gone.
		_ = to.Close()
		_ = from.Close()
	}
	return count
}

// closeWrite ends the sending side; connections that cannot do that are closed.
func closeWrite(conn net.Conn) error {
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return conn.Close()
}
