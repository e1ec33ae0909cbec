dwr.engine._remoteHandleCallback('0','0',null);
