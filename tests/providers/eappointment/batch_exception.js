throw 'allowScriptTagRemoting is false.';
(function(){
var r=window.dwr._[0];
r.handleBatchException({ name:'java.lang.SecurityException', message:'Session Error' });
})();
