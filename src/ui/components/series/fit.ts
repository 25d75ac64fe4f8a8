/** @file What the figure of one curve fetches when its fitted trend is asked for. */
export { curveBands } from '../../../analysis';
export { default as FitKey } from './FitKey.svelte';
export { default as FittedCurve } from './FittedCurve.svelte';
