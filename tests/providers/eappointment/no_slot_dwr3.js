throw 'allowScriptTagRemoting is false.';
(function(){
var r=window.dwr._[0];
//#DWR-INSERT
//#DWR-REPLY
r.handleCallback("0","0",{foundAvailabilities:false,initPreviousSelectedSite:[],msg:"Aucun rendez-vous n'est possible pour les motifs s\u00E9lectionn\u00E9s ou le cr\u00E9neau horaire s\u00E9lectionn\u00E9"});
})();
