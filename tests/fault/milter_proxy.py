"""Stands between Postfix and posternd, and cuts the milter connection where a test wants it: an MTA that goes away."""
import socket
import struct
import threading


def packets(peer):
    """Whole packets as they come, length and all, until the peer closes."""
    data = b""
    while True:
        try:
            more = peer.recv(65536)
        except OSError:
            return
        if not more:
            return
        data += more
        while len(data) >= 4 and len(data) >= 4 + struct.unpack(">I", data[:4])[0]:
            end = 4 + struct.unpack(">I", data[:4])[0]
            yield data[:end]
            data = data[end:]


class MilterProxy:
    """`cut_at(letters)` is asked with the letters of the filter's packets of one message so far, the present one last:
    true cuts both connections before that packet is handed on."""

    def __init__(self, path, target):
        self.target = str(target)
        self.cut_at = lambda letters: False
        self.cuts = 0
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        path.chmod(0o666)
        self._server.listen(64)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join()

    def _accept(self):
        while True:
            try:
                mta, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(mta,), daemon=True).start()

    def _serve(self, mta):
        with mta, socket.socket(socket.AF_UNIX) as filtering:
            try:
                filtering.connect(self.target)
            except OSError:
                return
            there = threading.Thread(target=self._hand_on, args=(mta, filtering), daemon=True)
            there.start()
            letters = ""
            for packet in packets(filtering):
                letters += chr(packet[4])
                if self.cut_at(letters):
                    self.cuts += 1
                    break
                mta.sendall(packet)
            for each in (mta, filtering):
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
            there.join()

    @staticmethod
    def _hand_on(source, target):
        for packet in packets(source):
            try:
                target.sendall(packet)
            except OSError:
                return
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
