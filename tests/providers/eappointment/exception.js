//#DWR-REPLY
if (window['dwr']) dwr.engine._remoteHandleException('0','0',{javaClassName:"java.lang.Throwable",message:"Service indisponible, maintenance"});
