import type { WebSocket } from "ws";

/** Streams of a forwarded port as the kubelet opens them, each with the number of the port. */
export function openStreams(socket: WebSocket, port: number): void {
    for (const stream of [0, 1]) socket.send(Buffer.from([stream, port & 0xff, port >> 8]));
}

/** An answer of HTTP, head and body. */
export function ok(body: string): readonly string[] {
    return [`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`, body];
}

/** A pod whose port answers one request of HTTP with this body. */
export function answerOnce(socket: WebSocket, port: number, body: () => string): void {
    openStreams(socket, port);
    let asked = "";
    socket.on("message", (data: Buffer) => {
        asked += data.subarray(1).toString();
        if (!asked.endsWith("\r\n\r\n")) return;
        for (const part of ok(body())) {
            socket.send(Buffer.concat([Buffer.from([0]), Buffer.from(part)]));
        }
    });
}
