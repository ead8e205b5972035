package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// originalDestination asks the kernel where a redirected IPv4 connection was going. It fails with
// ENOENT for a connection that no rule redirected.
func originalDestination(conn *net.TCPConn) (netip.AddrPort, error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return netip.AddrPort{}, err
	}
	var request *unix.IPv6Mreq
	var optionError error
	err = raw.Control(func(fd uintptr) {
		// There is no wrapper that returns a sockaddr_in (16 bytes); an IPv6Mreq (20 bytes) has room.
		request, optionError = unix.GetsockoptIPv6Mreq(int(fd), unix.SOL_IP, unix.SO_ORIGINAL_DST)
	})
	if err == nil {
		err = optionError
	}
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("original destination: %w", err)
	}
	address := request.Multiaddr
	return netip.AddrPortFrom(
		netip.AddrFrom4([4]byte(address[4:8])),
		binary.BigEndian.Uint16(address[2:4]),
	), nil
}
