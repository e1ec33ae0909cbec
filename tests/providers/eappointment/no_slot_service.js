dwr.engine.remote.handleCallback("0","0",{"foundAvailabilities":false,"msg":"Il n’y a pas de rendez-vous disponible pour ce service."});
