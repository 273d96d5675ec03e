import '../parts/theme.css';
import '../parts/page.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { pageData } from './data.js';
import { Boundary } from '../parts/boundary.js';
import { lightOnPaper } from '../parts/paper.js';

lightOnPaper();
createRoot(document.querySelector('#app')!).render(
  <Boundary>
    <App data={pageData()} />
  </Boundary>,
);
