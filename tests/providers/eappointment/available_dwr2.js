//#DWR-INSERT
//#DWR-REPLY
var s0={};s0.foundAvailabilities=true;s0.msg=null;
dwr.engine._remoteHandleCallback('0','0',s0);
