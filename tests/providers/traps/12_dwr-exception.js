dwr.engine._remoteHandleException('0','0',{message:"Aucun rendez-vous n'est possible"});
