import './report.css';
import { ReportView } from './reportView.ts';

customElements.define('async-scope-report', ReportView);
