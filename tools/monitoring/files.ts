import { alertsPage, alertsPageInRussian } from './alerts-page.ts'
import { dashboardFile } from './dashboard.ts'
import { rulesFile, testsFile } from './prometheus-rules.ts'

/** Everything that is generated for those who watch Evercheck, by its path in the project. */
export function monitoringFiles(): Readonly<Record<string, string>> {
  return {
    'deploy/prometheus/evercheck.rules.yml': rulesFile(),
    'deploy/prometheus/evercheck.tests.yml': testsFile(),
    'deploy/grafana/evercheck.json': dashboardFile(),
    'docs/alerts.md': alertsPage(),
    'docs/ru/alerts.md': alertsPageInRussian(),
  }
}
