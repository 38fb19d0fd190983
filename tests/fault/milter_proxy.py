"""Stands between the MTA and posternd, and cuts the milter connection where a test wants it: an MTA that goes away."""
import select
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


def shut(peer, how):
    try:
        peer.shutdown(how)
    except OSError:
        pass


class MilterProxy:
    """`cut_at(letters)` is asked with the letters of the filter's packets of one message so far, the present one last:
    true cuts both connections before that packet is handed on. `cut_at_end` cuts as soon as the MTA has said that the
    message is whole: nobody takes the filter's edits."""

    def __init__(self, path, target):
        self.target = str(target)
        self.cut_at = lambda letters: False
        self.cut_at_end = False
        self._handing_on = threading.Lock()
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
            with self._handing_on:
                shut(mta, socket.SHUT_RDWR)
            if self.cut_at_end:
                # libmilter drops a session that has hung up, whatever it had still to read: it ends this one by itself,
                # once it has failed to write.
                hung_up = select.poll()
                hung_up.register(filtering, select.POLLHUP)
                hung_up.poll(60_000)
            shut(filtering, socket.SHUT_RDWR)
            there.join()

    def _hand_on(self, mta, filtering):
        for packet in packets(mta):
            try:
                with self._handing_on:
                    if packet[4:5] == b"E" and self.cut_at_end:
                        self.cuts += 1
                        filtering.shutdown(socket.SHUT_RD)  # from now on the filter's writing fails
                    filtering.sendall(packet)
            except OSError:
                return
        if not self.cut_at_end:
            shut(filtering, socket.SHUT_WR)
