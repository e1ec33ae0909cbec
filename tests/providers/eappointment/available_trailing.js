dwr.engine._remoteHandleCallback('0','0',{'foundAvailabilities':true,msg:"",days:[new Date(1800000000000),-1,{a:{b:[]}}],});
//#DWR-END#
if (window.parent) { window.x = 1; }
