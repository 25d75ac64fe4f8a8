/** @file The words of the part where a visitor brings texts, fetched with it; a second language is chosen here as well. */
import { enTasks } from './en/tasks';

export const taskMessages: typeof enTasks = enTasks;
