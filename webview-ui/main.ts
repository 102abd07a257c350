import './report.css';
import { ReportView } from './reportView.ts';
import { TimelineView } from './timeline/timelineView.ts';

customElements.define('async-scope-timeline', TimelineView);
customElements.define('async-scope-report', ReportView);
