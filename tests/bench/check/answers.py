"""One process that answers as every real host: on port 25 of all addresses of this machine."""
import asyncio


class Host(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        address = transport.get_extra_info("sockname")[0]
        transport.write(b"220 " + address.encode() + b" ESMTP\r\n")

    def data_received(self, data):
        if data[:4].upper() == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 hello\r\n")


async def main():
    server = await asyncio.get_running_loop().create_server(Host, "0.0.0.0", 25, backlog=65535)
    await server.serve_forever()


asyncio.run(main())
