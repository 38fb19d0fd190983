"""A clock for one program under test, moved while it runs (libfaketime). Only what the clock on the wall says: timers run on
as ever."""
import datetime
import pathlib
import zoneinfo

LIBRARIES = ("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1")


class Clock:
    def __init__(self, file):
        self._file = pathlib.Path(file)
        self._ahead = 0
        self.move(0)
        [library] = [each for each in LIBRARIES if pathlib.Path(each).exists()]
        #: For the program's environment.
        self.environment = {"LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1",
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def move(self, seconds):
        """Forward, or back where `seconds` are negative."""
        self._ahead += seconds
        beside = self._file.with_suffix(".next")
        beside.write_text(f"{self._ahead:+.0f}\n")
        beside.replace(self._file)  # so that no program reads half of it

    def move_to(self, moment):
        """`moment` has a time zone."""
        self.move((moment - self.now()).total_seconds())

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self._ahead)

    def next(self, hour, weekday=None, after=datetime.timedelta(0)):
        """The next time at which it is that hour in London, on that day of the week (0 is Monday) where one is given."""
        london = zoneinfo.ZoneInfo("Europe/London")
        start = (self.now() + after).astimezone(london)
        day = start.date() if start.hour < hour else start.date() + datetime.timedelta(days=1)
        while weekday is not None and day.weekday() != weekday:
            day += datetime.timedelta(days=1)
        return datetime.datetime.combine(day, datetime.time(hour), london)
