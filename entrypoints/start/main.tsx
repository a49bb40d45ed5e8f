import { render } from 'preact';
import '../../assets/start.css';
import { Start } from '../../views/Start';

const root = document.getElementById('root');
if (root !== null) render(<Start />, root);
