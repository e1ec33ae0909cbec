dwr.engine._remoteHandleCallback('0','0',["2027-01-14","2027-01-15"]);
