/** @file The page's entry: the client of the study worker, put into the app. */
import { mount } from 'svelte';
import App from './ui/App.svelte';
import { createStudyClient } from './workers/study-client';

const target = document.getElementById('app');
if (!target) throw new Error('main: missing element: "#app" — index.html must hold it');

mount(App, { target, props: { client: createStudyClient() } });
