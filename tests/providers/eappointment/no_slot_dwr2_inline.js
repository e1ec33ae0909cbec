//#DWR-REPLY
dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:false,msg:'Aucun rendez-vous n\'est possible pour les motifs selectionnn\u00E9s ou le cr\u00E9neau horaire s\u00E9l\u00E9ct\u00E9.',overrideValue:null});
