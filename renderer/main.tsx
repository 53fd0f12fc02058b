import { openLink } from './bridge.ts';
import { mount } from './mount.tsx';
import './styles.css';

mount(openLink(window));
