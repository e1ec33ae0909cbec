//#DWR-REPLY
var s0={};s0.foundAvailabilities=false;s0.msg="Aucun rendez-vous n'est poss