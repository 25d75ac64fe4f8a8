import { test } from 'vitest';
import { analyse } from '../../src/analysis';
import { readFileSync } from 'node:fs';
import { trendsOf } from '../../src/analysis/trends';
import { correctnessOf } from '../../src/analysis/correctness';
test('x', () => {
  const r = JSON.parse(readFileSync('public/recorded/temperature.json','utf8'));
  const a = analyse(r.study, r.runs, r.yTrue);
  console.log(JSON.stringify(a.verdict)===JSON.stringify(r.verdict), a.verdict, a.analysis.findings);
  let t=performance.now(); for(let i=0;i<20;i++) analyse(r.study, r.runs, r.yTrue); console.log((performance.now()-t)/20,'ms');
  const c=correctnessOf(r.runs,r.yTrue);
  t=performance.now(); for(let i=0;i<20;i++) correctnessOf(r.runs,r.yTrue); console.log((performance.now()-t)/20,'ms correctness');
  t=performance.now(); for(let i=0;i<20;i++) trendsOf(r.arms.filter((x:any)=>x.kind==='tier'), c, null); console.log((performance.now()-t)/20,'ms trends');
});
