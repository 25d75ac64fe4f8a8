/** @file A part of the simulated studies: enough to see a test that claims too much, or finds nothing. */
import { errorRateTests } from './error-rate-cases';
import { experimentErrorRateTests } from './experiment-error-rate-cases';

errorRateTests(0.2);
experimentErrorRateTests(0.2);
