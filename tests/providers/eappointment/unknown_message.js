dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:false,msg:"Veuillez s\u00E9lectionner un motif."});
