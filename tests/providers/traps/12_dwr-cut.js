//#DWR-REPLY
dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:fal