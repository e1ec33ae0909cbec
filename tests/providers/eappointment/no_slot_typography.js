dwr.engine._remoteHandleCallback('0','0',{foundAvailabilities:false,msg:"D\u00E9sol\u00E9, AUCUN RENDEZ\u2011VOUS\u00A0N\u2019EST POSSIBLE pour ce motif"});
