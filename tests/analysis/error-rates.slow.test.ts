/** @file Four times the simulated studies of known truth. */
import { errorRateTests } from './error-rate-cases';
import { experimentErrorRateTests } from './experiment-error-rate-cases';

errorRateTests(4);
experimentErrorRateTests(4);
