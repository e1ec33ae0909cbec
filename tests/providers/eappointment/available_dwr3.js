throw 'allowScriptTagRemoting is false.';
(function(){
var r=window.dwr._[0];
//#DWR-INSERT
//#DWR-REPLY
r.handleCallback("0","0",{foundAvailabilities:true,initPreviousSelectedService:false,msg:null,overrideValue:null});
})();
