package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"
)

const (
	recordHeader   = 5
	handshake      = 0x16
	maxClientHello = recordHeader + 1<<14 // one TLS record
)

var errSeen = errors.New("the greeting was seen")

// peekServerName returns the server name of a TLS greeting without consuming it, or "" for anything
// else: plain bytes, a greeting without a name, or silence until the read deadline.
func peekServerName(reader *bufio.Reader) string {
	head, err := reader.Peek(recordHeader)
	if err != nil || head[0] != handshake {
		return ""
	}
	length := int(head[3])<<8 | int(head[4])
	record, err := reader.Peek(min(recordHeader+length, maxClientHello))
	if err != nil {
		return ""
	}
	var name string
	// crypto/tls has no exported parser for greetings, so a handshake that is given up is used.
	_ = tls.Server(silentConn{bytes.NewReader(record)}, &tls.Config{
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			name = hello.ServerName
			return nil, errSeen
		},
	}).Handshake()
	return name
}

// peekedConn gives back the bytes that detection looked at.
type peekedConn struct {
	net.Conn
	reader *bufio.Reader
}

func (c *peekedConn) Read(buffer []byte) (int, error) { return c.reader.Read(buffer) }

// CloseWrite lets a half-close through to the socket.
func (c *peekedConn) CloseWrite() error { return closeWrite(c.Conn) }

// silentConn reads from memory and swallows writes: the alert of a given-up handshake must not reach
// the client.
type silentConn struct{ io.Reader }

func (silentConn) Write(p []byte) (int, error)      { return len(p), nil }
func (silentConn) Close() error                     { return nil }
func (silentConn) LocalAddr() net.Addr              { return nil }
func (silentConn) RemoteAddr() net.Addr             { return nil }
func (silentConn) SetDeadline(time.Time) error      { return nil }
func (silentConn) SetReadDeadline(time.Time) error  { return nil }
func (silentConn) SetWriteDeadline(time.Time) error { return nil }
