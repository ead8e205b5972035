package main

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"time"
)

const maxRequestLine = 16 << 10 // bytes; a longer one is passed on as it is

// detectHTTP waits for the first bytes of a connection and tells whether they begin an HTTP/1 request.
// A client that says nothing until the timeout lets its server speak first, which is not HTTP. The
// returned connection has the bytes still to read.
func detectHTTP(conn net.Conn, timeout time.Duration) (net.Conn, bool, error) {
	if err := conn.SetReadDeadline(time.Now().Add(timeout)); err != nil {
		return nil, false, err
	}
	peeked := &peekedConn{Conn: conn, reader: bufio.NewReaderSize(conn, maxRequestLine)}
	found := peekRequestLine(peeked.reader)
	return peeked, found, conn.SetReadDeadline(time.Time{})
}

// peekRequestLine reads no further than the first byte that rules a request out.
func peekRequestLine(reader *bufio.Reader) bool {
	for seen := 0; ; {
		if _, err := reader.Peek(seen + 1); err != nil {
			return false
		}
		bytesSoFar, _ := reader.Peek(reader.Buffered())
		seen = len(bytesSoFar)
		line, _, whole := bytes.Cut(bytesSoFar, []byte("\n"))
		method, _, _ := bytes.Cut(line, []byte(" "))
		if whole {
			return isRequestLine(bytes.TrimSuffix(line, []byte("\r")))
		}
		if bytes.ContainsFunc(method, isNoLetter) {
			return false
		}
	}
}

// isRequestLine accepts what net/http's server, which reads the line again, will accept.
func isRequestLine(line []byte) bool {
	words := bytes.Split(line, []byte(" "))
	// What follows a CONNECT is not HTTP, and ReverseProxy cannot pass it on.
	if len(words) != 3 || bytes.ContainsFunc(words[0], isNoLetter) || string(words[0]) == "CONNECT" {
		return false
	}
	major, _, valid := http.ParseHTTPVersion(string(words[2]))
	return valid && major == 1
}

func isNoLetter(r rune) bool { return (r < 'A' || r > 'Z') && r != '-' }
