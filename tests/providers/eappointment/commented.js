// dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:true});
/* handleCallback('0','0',{foundAvailabilities:true}); */
var t="handleCallback('0','0',{foundAvailabilities:true})";
