dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:"true",msg:null});
