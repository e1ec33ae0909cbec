dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:true});
dwr.engine._remoteHandleCallback('0','1',{foundAvailabilities:false});
