/** @file Five hundred simulated studies on test sets that are not balanced. */
import { balancedTests } from './balanced-cases';

balancedTests(500);
