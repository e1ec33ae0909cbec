dwr.engine._remoteHandleException('0','0',{message:"Error"});
dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:true});
