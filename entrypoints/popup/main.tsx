import { render } from 'preact';
import '../../assets/popup.css';
import { Popup } from '../../views/Popup';

const root = document.getElementById('root');
if (root !== null) render(<Popup />, root);
