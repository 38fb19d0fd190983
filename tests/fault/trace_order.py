"""The order of system calls by which a kept message becomes durable, read from a trace of strace -f -y (faults.md Q4)."""
import re

CALLS = "openat,write,writev,pwrite64,fsync,fdatasync,renameat,renameat2,sendto,sendmsg,unlinkat,unlink"
#: Each as (what it is, how its line looks, of the message `ID`).
STEPS = (
    ("the file is made", r"openat\(\d+<[^>]*/incoming>, \"{id}\", [^)]*O_CREAT\|O_EXCL[^)]*\) = \d+"),
    ("its bytes are written", r"write\(\d+<[^>]*/incoming/{id}>"),
    ("fsync of the file", r"fsync\(\d+<[^>]*/incoming/{id}>\) = 0"),
    ("rename into place", r"renameat2?\(\d+<[^>]*/incoming>, \"{id}\", \d+<[^>]*/{shard}>, \"{id}\.eml\".*\) = 0"),
    ("fsync of the folder it went to", r"fsync\(\d+<[^>]*/quarantine/{shard}>\) = 0"),
    ("fsync of the folder it left", r"fsync\(\d+<[^>]*/quarantine/incoming>\) = 0"),
    ("the rows are written", r"pwrite64\(\d+<[^>]*postern\.db-wal>"),
    ("the rows are durable", r"f(?:data)?sync\(\d+<[^>]*postern\.db-wal>\) = 0"),
    ("the MTA is answered", r"(?:write|writev|sendto|sendmsg)\(\d+<(?:socket|UNIX)[^(]*"),
)


def whole_calls(trace):
    """The lines of a trace in the order in which the calls ended: what was cut by another thread's is put together."""
    begun, calls = {}, []
    for line in trace.splitlines():
        thread, _, call = line.partition(" ")
        call = call.strip()
        if call.endswith("<unfinished ...>"):
            begun[thread] = call[:-len("<unfinished ...>")].rstrip()
        elif resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", call):
            calls.append(begun.pop(thread, "") + resumed[1])
        else:
            calls.append(call)
    return calls


def first_fault(trace, message_id):
    """What is out of order for this message; empty where each step follows the one before, and none is missing."""
    calls = whole_calls(trace)
    at = 0
    for what, pattern in STEPS:
        wanted = re.compile(pattern.format(id=message_id, shard=message_id[:2]))
        found = next((i for i in range(at, len(calls)) if wanted.match(calls[i])), None)
        if found is None:
            return f"not there, or too early: {what}"
        # The writing may go on up to the fsync, but no answer may leave between the file's fsync and the rows'.
        if what == "the rows are durable":
            answer = re.compile(STEPS[-1][1])
            begin = next(i for i, call in enumerate(calls) if re.match(STEPS[2][1].format(id=message_id), call))
            if any(answer.match(call) for call in calls[begin:found]):
                return "the MTA is answered before the rows are durable"
        at = found + 1
    return ""
