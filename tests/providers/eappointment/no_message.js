dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:false,msg:null});
