"""Pure decisions: functions of data and `now`.  No I/O happens here, and no clock is read."""
