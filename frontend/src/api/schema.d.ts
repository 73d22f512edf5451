// Generated from the API's OpenAPI document by `npm run api`. Do not edit.
export interface paths {
    "/api/v1/audit/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit Events
         * @description Who did what and who read whom, newest first.
         */
        get: operations["list_audit_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify Audit Chain
         * @description Recompute the hash chain over all sealed events.
         */
        get: operations["verify_audit_chain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Login
         * @description Begin a session with username and password.
         *
         *     API clients get tokens; the page (header `X-ChurnVision-Client: page`) gets a cookie instead.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logout
         * @description End this session, at once.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Me
         * @description The signed-in user, with roles, permissions and scope.
         */
        get: operations["read_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Replace one's own password; the user's other sessions end.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh
         * @description Exchange a refresh token for new tokens; reuse of an old one ends the session.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Datasets
         * @description Imports, newest first.
         */
        get: operations["list_datasets"];
        put?: never;
        /**
         * Upload Dataset
         * @description Upload a CSV, XLSX or Parquet file, as the raw body or as the form field "file".
         */
        post: operations["upload_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Mapping Targets
         * @description What a column may mean.
         */
        get: operations["list_mapping_targets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Dataset
         * @description One import.
         */
        get: operations["get_dataset"];
        put?: never;
        post?: never;
        /**
         * Delete Dataset
         * @description Forget an upload that was never committed.
         */
        delete: operations["delete_dataset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Dataset
         * @description Dry run: what a commit would change, and what is wrong with the rows.
         */
        post: operations["check_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset_id}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Commit Dataset
         * @description Bring the file's facts into the workforce, all or nothing.
         */
        post: operations["commit_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset_id}/mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Confirm Dataset Mapping
         * @description Confirm what the columns mean; the same header is mapped alike next time.
         */
        put: operations["confirm_dataset_mapping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Preview Dataset
         * @description The first rows as they stand in the file.
         */
        get: operations["preview_dataset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/datasets/{dataset_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo Dataset
         * @description Take a committed import back.
         */
        post: operations["undo_dataset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Employees
         * @description The people in your scope, leavers included unless `status` says otherwise.
         */
        get: operations["list_employees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/attributes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Attributes
         * @description What is known about people: names, kinds, and whether a model may learn from them.
         */
        get: operations["list_attributes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/org-units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Org Units
         * @description The org units in your scope with their headcounts.
         */
        get: operations["list_org_units"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/org-units/{org_unit_id}/leaders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Leaders
         * @description Who leads an org unit.
         */
        get: operations["read_leaders"];
        /**
         * Set Leaders
         * @description Choose who leads an org unit: an hr_manager sees the people of the units that they lead.
         */
        put: operations["set_leaders"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/{employee_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Employee
         * @description One person with all that is known now.
         */
        get: operations["read_employee"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/{employee_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Employee History
         * @description What became known of a person when, newest first.
         */
        get: operations["read_employee_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluation/backtests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Backtests
         * @description Backtests, newest first, and whether one can be started with the present data.
         */
        get: operations["list_backtests"];
        put?: never;
        /**
         * Start Backtest
         * @description Queue a backtest: the forecast of each past month as it would have been, beside what happened.
         */
        post: operations["start_backtest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluation/backtests/{backtest_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Backtest
         * @description One backtest with its progress and, once it has succeeded, what it found.
         */
        get: operations["get_backtest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluation/backtests/{backtest_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Backtest
         * @description Cancel a backtest that has not ended.
         */
        post: operations["cancel_backtest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluation/backtests/{backtest_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch Backtest
         * @description Progress as server-sent events: "progress" at each change, "finished" at the end.
         */
        get: operations["watch_backtest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluation/backtests/{backtest_id}/lists/{month}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Backtest List
         * @description The list of a month as it was known then, the most likely leavers in scope first.
         */
        get: operations["get_backtest_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explanations/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Workforce Explanation
         * @description What moves the scores of everybody: mean size, direction, and where there are people.
         */
        get: operations["get_workforce_explanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explanations/controllable-attributes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Controllable Attributes
         * @description Which attributes are marked as those that somebody can change.
         */
        get: operations["get_controllable_attributes"];
        /**
         * Set Controllable Attributes
         * @description Mark exactly these attributes as controllable.
         */
        put: operations["set_controllable_attributes"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explanations/employees/{employee_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Person Explanation
         * @description All contributions to one person's score; with the base they add up to it.
         */
        get: operations["get_person_explanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explanations/employees/{employee_id}/neighbours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Neighbours
         * @description The people of the past most like a person: how many left; in groups of five or more, without names.
         */
        get: operations["get_neighbours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explanations/employees/{employee_id}/sensitivity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Sensitivity
         * @description How one person's forecast changes with controllable attributes: model sensitivity, not effect.
         */
        get: operations["get_sensitivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explanations/org-units/{org_unit_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Group Explanation
         * @description Why the mean score of an org unit differs from everybody's; of five people or more.
         */
        get: operations["get_group_explanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explanations/partial-dependence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Partial Dependence
         * @description How the mean forecast follows one attribute, with its band and where there are people.
         */
        get: operations["get_partial_dependence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/licensing/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Licence
         * @description Which edition runs, and why.
         */
        get: operations["read_licence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description Model versions, newest first.
         */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Promotions
         * @description Which version forecast from when on, newest first.
         */
        get: operations["list_promotions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Back Model
         * @description Let the version forecast again that did so before; everybody is scored again with it.
         */
        post: operations["roll_back_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_version_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Model
         * @description One model version with its quality on held-out data.
         */
        get: operations["get_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_version_id}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Model Card
         * @description Model card with data card: what the version learnt from, what it is, and where it ends.
         */
        get: operations["get_model_card"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_version_id}/card.md": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Model Card Text
         * @description The same card as a Markdown file.
         */
        get: operations["get_model_card_text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_version_id}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Promote Model
         * @description Let this version forecast from now on; everybody is scored again with it.
         */
        post: operations["promote_model"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{model_version_id}/shadow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Shadow
         * @description Let this version score everybody beside the promoted one, to be compared with it, or no longer.
         */
        put: operations["set_shadow"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Predictions
         * @description Forecasts of everybody in scope, the most likely leavers first.
         */
        get: operations["list_predictions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get Prediction Batch
         * @description Forecasts of up to 500 people.
         */
        post: operations["get_prediction_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/drift-checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Drift Checks
         * @description The newest drift checks of a model version.
         */
        get: operations["list_drift_checks"];
        put?: never;
        /**
         * Start Drift Check
         * @description Queue a comparison of present people and leavers with what the promoted model knows.
         */
        post: operations["start_drift_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Predictions
         * @description The forecasts of everybody in scope as a CSV file.
         */
        get: operations["export_predictions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/months": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Months
         * @description Expected leavers of everybody in scope, or of one org unit, in each of the coming twelve months.
         */
        get: operations["get_months"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/risk-thresholds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Risk Thresholds
         * @description The limits of the risk bands.
         */
        get: operations["get_risk_thresholds"];
        /**
         * Set Risk Thresholds
         * @description Set the limits of the risk bands; every shown forecast gets its new band at once.
         */
        put: operations["set_risk_thresholds"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Scoring Runs
         * @description Scorings, newest first.
         */
        get: operations["list_scoring_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/score": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Scoring
         * @description Queue a scoring of everybody by the promoted model.
         */
        post: operations["start_scoring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/shadow-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Shadow Runs
         * @description What a version made of the scorings beside which it ran as shadow.
         */
        get: operations["list_shadow_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Summary
         * @description The forecast of everybody in scope, or of one org unit.
         */
        get: operations["get_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/predictions/{employee_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Prediction
         * @description One person's forecast: curve with band, horizons, drivers, and what it does not know.
         */
        get: operations["get_prediction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recovery/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Recovery
         * @description Backups, drills, what comes next, and what is wrong.
         */
        get: operations["read_recovery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recovery/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request Backup
         * @description Let the scheduler make a backup at once.
         */
        post: operations["request_backup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recovery/drills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request Drill
         * @description Let the scheduler hold a drill at once: the newest backup is restored beside the database.
         */
        post: operations["request_drill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recovery/drills/{drill_id}/report.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Drill Page
         * @description The report of a drill as a page that needs nothing else, as a file.
         */
        get: operations["get_drill_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recovery/drills/{drill_id}/report.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Drill Report
         * @description The signed report of a drill as a file.
         */
        get: operations["get_drill_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Trainings
         * @description Training runs, newest first.
         */
        get: operations["list_trainings"];
        put?: never;
        /**
         * Start Training
         * @description Queue a training of a new model version.
         */
        post: operations["start_training"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/{training_job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Training
         * @description One training run with its progress.
         */
        get: operations["get_training"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/{training_job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Training
         * @description Cancel a training that has not ended.
         */
        post: operations["cancel_training"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/training/{training_job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch Training
         * @description Progress as server-sent events: "progress" at each change, "finished" at the end.
         */
        get: operations["watch_training"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Users
         * @description Everybody who may sign in.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Create User
         * @description Make a user; a password that is left out is made and shown once.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Roles
         * @description The roles and what each allows.
         */
        get: operations["list_roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read User
         * @description One user.
         */
        get: operations["read_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change User
         * @description Change a user's name, roles, activity or password; takes effect at once.
         */
        patch: operations["change_user"];
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Health
         * @description The state of every service with the reason; 503 only when database or migrations fail.
         */
        get: operations["read_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Liveness
         * @description This process answers.
         */
        get: operations["read_liveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Metrics
         * @description Counters and figures for Prometheus.
         */
        get: operations["read_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AlertView
         * @description One thing that is wrong.
         */
        AlertView: {
            /**
             * Name
             * @enum {string}
             */
            name: "no_backup" | "backup_old" | "backup_damaged" | "drill_overdue" | "duty_failed" | "journal_damaged" | "scheduler_stopped" | "copy_old" | "base_failed" | "log_not_archived";
            /**
             * Sentence
             * @description what is wrong and what to do
             */
            sentence: string;
        };
        /**
         * AttributeCatalogue
         * @description Every attribute, by name.
         */
        AttributeCatalogue: {
            /** Items */
            items: components["schemas"]["churnvision__features__employees__schemas__AttributeView"][];
        };
        /**
         * AttributeChange
         * @description One attribute that changed; `before` is null where nothing was known.
         */
        AttributeChange: {
            /** After */
            after: unknown;
            /** Before */
            before: unknown;
            /** Label */
            label: string;
            /** Name */
            name: string;
        };
        /**
         * AttributeRange
         * @description One attribute of a person beside what it is among others, in words; null where nobody could be told.
         */
        AttributeRange: {
            /** Attribute */
            attribute: string;
            /** Label */
            label: string;
            /**
             * Leavers
             * @description middle half of the nearest leavers, or the most frequent level
             */
            leavers: string | null;
            /** Stayers */
            stayers: string | null;
            /** Value */
            value: string;
        };
        /**
         * AttributeShare
         * @description What one attribute contributes over everybody who was scored.
         */
        AttributeShare: {
            /** Attribute */
            attribute: string;
            /**
             * Correlation
             * @description of value and contribution; null for categories
             */
            correlation: number | null;
            /** Direction */
            direction: ("higher_raises" | "higher_lowers" | "mixed") | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "time" | "season" | "number" | "flag" | "ordinal" | "category";
            /** Label */
            label: string;
            /** Mean Absolute Contribution */
            mean_absolute_contribution: number;
            /** Mean Contribution */
            mean_contribution: number;
            /** Values */
            values: components["schemas"]["ValueShare"][];
        };
        /**
         * AttributeSummary
         * @description How an attribute is distributed over people, each as last known.
         */
        AttributeSummary: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "number" | "category" | "boolean" | "date";
            /** Known People */
            known_people: number;
            /** Level Count */
            level_count?: number | null;
            /**
             * Levels
             * @description the most frequent, of five or more people
             */
            levels?: components["schemas"]["LevelCount"][] | null;
            /** Mean */
            mean?: number | null;
            /**
             * Missing Share
             * @description of all rows
             */
            missing_share: number;
            /** Name */
            name: string;
            /**
             * Other People
             * @description people with other levels, together
             */
            other_people?: number | null;
            /**
             * Quantiles
             * @description p05, p25, p50, p75, p95
             */
            quantiles?: {
                [key: string]: number | string | null;
            } | null;
            /** Standard Deviation */
            standard_deviation?: number | null;
            /**
             * Thin Levels
             * @description levels of fewer than 30 people
             */
            thin_levels?: number | null;
        };
        /**
         * AttributeValue
         * @description What is known of one attribute, and since when it was stated.
         */
        AttributeValue: {
            /**
             * Effective On
             * Format: date
             */
            effective_on: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "number" | "category" | "boolean" | "date" | "text";
            /**
             * Label
             * @example MonthlyIncome
             */
            label: string;
            /**
             * Name
             * @example monthly_income
             */
            name: string;
            /** Value */
            value: unknown;
        };
        /**
         * AuditEventView
         * @description One event.
         */
        AuditEventView: {
            /**
             * Action
             * @example dataset.committed
             */
            action: string;
            /** Actor Id */
            actor_id: number | null;
            /** Actor Name */
            actor_name: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Id */
            id: number;
            /** Request Id */
            request_id: string | null;
            /** Subject Id */
            subject_id: string | null;
            /** Subject Type */
            subject_type: string;
        };
        /**
         * AuditPage
         * @description A page of events, newest first.
         */
        AuditPage: {
            /** Items */
            items: components["schemas"]["AuditEventView"][];
            /**
             * Next Cursor
             * @description pass as cursor for the next page; null after the last
             */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * BacktestPage
         * @description Backtests, newest first.
         */
        BacktestPage: {
            /** Items */
            items: components["schemas"]["BacktestView"][];
            /** Next Cursor */
            next_cursor: string | null;
            /**
             * Obstacle
             * @description why none can be started with the present data
             */
            obstacle: string | null;
            /** Total */
            total: number;
        };
        /**
         * BacktestRequest
         * @description How to look back; every value has a default.
         * @example {
         *       "months": 24
         *     }
         */
        BacktestRequest: {
            /**
             * Bags
             * @description refits over resampled people, for intervals
             * @default 5
             */
            bags?: number;
            /**
             * Months
             * @description how many month starts to look back from
             * @default 24
             */
            months?: number;
            /**
             * Retrain Every
             * @description months for which a model is kept
             * @default 3
             */
            retrain_every?: number;
            /**
             * Seed
             * @description the same data and seed give the same lists
             * @default 1
             */
            seed?: number;
        };
        /**
         * BacktestResults
         * @description One backtest with what it found, once it has succeeded.
         */
        BacktestResults: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /**
             * Message
             * @description what it is doing, or why it ended
             */
            message: string | null;
            options: components["schemas"]["BacktestRequest"];
            /**
             * Progress
             * @description percent done
             */
            progress: number;
            results: components["schemas"]["Results"] | null;
            /** Started At */
            started_at: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * BacktestView
         * @description One backtest.
         */
        BacktestView: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /**
             * Message
             * @description what it is doing, or why it ended
             */
            message: string | null;
            options: components["schemas"]["BacktestRequest"];
            /**
             * Progress
             * @description percent done
             */
            progress: number;
            /** Started At */
            started_at: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * BackupView
         * @description One backup in the folder.
         */
        BackupView: {
            /**
             * Backup Id
             * @example churnvision_20261122_020000
             */
            backup_id: string;
            /** Bytes */
            bytes: number;
            /** Employees */
            employees: number | null;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /**
             * Reason
             * @description why it is not to be used
             */
            reason: string | null;
            /**
             * Rows
             * @description null where the manifest is not proved
             */
            rows: number | null;
            /**
             * State
             * @description signed: its manifest is proved; not proved here: the application has no key to prove it
             * @enum {string}
             */
            state: "signed" | "damaged" | "key missing" | "incomplete" | "not proved here";
            /** Users */
            users: number | null;
            /**
             * Verified At
             * @description when it was last read to its last byte and whole
             */
            verified_at: string | null;
            /** Warnings */
            warnings: string[];
        };
        /**
         * BandCount
         * @description How many people are in a risk band.
         */
        BandCount: {
            /**
             * Band
             * @enum {string}
             */
            band: "low" | "raised" | "high" | "very_high";
            /**
             * Count
             * @description null, for those who see groups only, where a band of fewer than five could be computed
             */
            count: number | null;
            /**
             * Share
             * @description of the people with a forecast; null like the count
             */
            share: number | null;
        };
        /**
         * Batch
         * @description Forecasts, and the ids without one that the caller may see.
         */
        Batch: {
            /** Items */
            items: components["schemas"]["Prediction"][];
            /** Missing */
            missing: number[];
        };
        /**
         * BatchRequest
         * @description Whose forecasts are wanted.
         * @example {
         *       "employee_ids": [
         *         1,
         *         2
         *       ]
         *     }
         */
        BatchRequest: {
            /** Employee Ids */
            employee_ids: number[];
        };
        /**
         * CalibrationGroup
         * @description Person-months of like forecasts: mean forecast, share that left with its 90 % interval.
         */
        CalibrationGroup: {
            /** Leavers */
            leavers: number;
            /** Lower */
            lower: number;
            /** Observed */
            observed: number;
            /** People */
            people: number;
            /** Person Months */
            person_months: number;
            /** Predicted */
            predicted: number;
            /** Upper */
            upper: number;
        };
        /**
         * CauseCount
         * @description A cause of leaving and how many left for it.
         */
        CauseCount: {
            /** Cause */
            cause: string;
            /** Count */
            count: number;
        };
        /**
         * CauseLeavers
         * @description How many of the expected leavers of a group leave for one cause.
         */
        CauseLeavers: {
            /**
             * Cause
             * @enum {string}
             */
            cause: "voluntary" | "involuntary" | "retirement_or_other";
            /** Expected */
            expected: number;
        };
        /**
         * CauseProbability
         * @description The probability of leaving for one cause within a horizon.
         */
        CauseProbability: {
            /**
             * Cause
             * @enum {string}
             */
            cause: "voluntary" | "involuntary" | "retirement_or_other";
            /** Probability */
            probability: number;
        };
        /**
         * ChainReport
         * @description Whether the chain of seals fits the events.
         */
        ChainReport: {
            /** First Broken Event Id */
            first_broken_event_id: number | null;
            /** Intact */
            intact: boolean;
            /** Sealed */
            sealed: number;
            /**
             * Unsealed
             * @description events of the last seconds that wait for their seal
             */
            unsealed: number;
        };
        /**
         * CheckView
         * @description What one check found.
         */
        CheckView: {
            /**
             * Reason
             * @example PostgreSQL answers.
             */
            reason: string;
            /**
             * State
             * @enum {string}
             */
            state: "ok" | "degraded" | "failed";
        };
        /**
         * ColumnMapping
         * @description What one column of the file means.
         */
        ColumnMapping: {
            /**
             * Kind
             * @description how to read its values; none means as found
             */
            kind?: ("number" | "category" | "boolean" | "date" | "text") | null;
            /**
             * Source
             * @description the column's name as in the file
             * @example Abteilung
             */
            source: string;
            /**
             * Target
             * @description one of GET /datasets/targets
             * @example department
             * @enum {string}
             */
            target: "employee_number" | "full_name" | "first_name" | "last_name" | "hired_on" | "birth_date" | "left_on" | "left_flag" | "snapshot_on" | "end_reason" | "end_cause" | "org_unit" | "department" | "team" | "job_title" | "location" | "manager_number" | "status" | "attribute" | "leak" | "ignore";
        };
        /**
         * ColumnVerdict
         * @description What was decided on a column that seems to tell the outcome.
         */
        ColumnVerdict: {
            /** Column */
            column: string;
            /**
             * Reason
             * @description with the figure, to follow 'because'
             */
            reason: string;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "excluded" | "warned" | "kept";
        };
        /**
         * ColumnView
         * @description One column of the file and what becomes of it.
         */
        ColumnView: {
            /** Confidence */
            confidence: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "number" | "category" | "boolean" | "date" | "text";
            /** Leak Reason */
            leak_reason: string | null;
            /** Missing Share */
            missing_share: number;
            /** Reason */
            reason: string;
            /**
             * Role
             * @enum {string}
             */
            role: "identity" | "fact" | "feature" | "leak" | "ignored";
            /** Samples */
            samples: string[];
            /** Source */
            source: string;
            /**
             * Target
             * @enum {string}
             */
            target: "employee_number" | "full_name" | "first_name" | "last_name" | "hired_on" | "birth_date" | "left_on" | "left_flag" | "snapshot_on" | "end_reason" | "end_cause" | "org_unit" | "department" | "team" | "job_title" | "location" | "manager_number" | "status" | "attribute" | "leak" | "ignore";
        };
        /**
         * Contribution
         * @description One attribute's share of a person's score.
         */
        Contribution: {
            /** Attribute */
            attribute: string;
            /**
             * Contribution
             * @description in log-odds; positive raises the score
             */
            contribution: number;
            /** Label */
            label: string;
            /** Value */
            value: string;
        };
        /**
         * ControllableAttributes
         * @description Which attributes are marked; tenure, age and the season cannot be.
         */
        ControllableAttributes: {
            /** Items */
            items: components["schemas"]["ControllableChoice"][];
        };
        /**
         * ControllableChoice
         * @description An attribute of the model that can be marked as controllable.
         */
        ControllableChoice: {
            /** Attribute */
            attribute: string;
            /** Is Controllable */
            is_controllable: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "time" | "season" | "number" | "flag" | "ordinal" | "category";
            /** Label */
            label: string;
        };
        /**
         * ControllableRequest
         * @description Exactly these attributes are to be marked.
         * @example {
         *       "attributes": [
         *         "overtime"
         *       ]
         *     }
         */
        ControllableRequest: {
            /** Attributes */
            attributes: string[];
        };
        /**
         * CurvePoint
         * @description The probability of still being there after a number of months, with its 90 % band.
         */
        CurvePoint: {
            /** Lower */
            lower: number;
            /** Month */
            month: number;
            /** Survival */
            survival: number;
            /** Upper */
            upper: number;
        };
        /**
         * DataCard
         * @description What a version learnt from, as counted when it was trained.
         */
        DataCard: {
            /** Attributes */
            attributes: components["schemas"]["AttributeSummary"][];
            /**
             * Causes
             * @description null where the data tells none
             */
            causes: components["schemas"]["CauseCount"][] | null;
            /**
             * Identical Rows
             * @description rows like another one, learnt from once
             */
            identical_rows: number;
            /** Imports */
            imports: components["schemas"]["LearntImport"][];
            /** @description null where it was not looked for */
            leakage?: components["schemas"]["LeakageFindings"] | null;
            /** Leavers */
            leavers: number;
            /** People */
            people: number;
            /** Period From */
            period_from: string | null;
            /**
             * Period Until
             * Format: date
             */
            period_until: string;
            /** Rows */
            rows: number;
            /**
             * Sha256
             * @description hex, over everything that was learnt from, in one order
             */
            sha256: string;
            /**
             * Shape
             * @enum {string}
             */
            shape: "static" | "dated";
            /** Window Days */
            window_days: number | null;
        };
        /**
         * DatasetPage
         * @description Imports, newest first.
         */
        DatasetPage: {
            /** Items */
            items: components["schemas"]["DatasetView"][];
            /** Next Cursor */
            next_cursor?: string | null;
            /** Total */
            total: number;
        };
        /**
         * DatasetView
         * @description One import.
         */
        DatasetView: {
            /** As Of */
            as_of: string | null;
            /** Columns */
            columns: components["schemas"]["ColumnView"][];
            /** Committed At */
            committed_at: string | null;
            /** Counts */
            counts: {
                [key: string]: number;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Filename */
            filename: string;
            /** Format */
            format: string;
            /** Id */
            id: number;
            mapping: components["schemas"]["Mapping"] | null;
            /** Mapping Confidence */
            mapping_confidence: number;
            /**
             * Mapping Source
             * @enum {string}
             */
            mapping_source: "saved" | "suggested" | "confirmed";
            /** Needs Confirmation */
            needs_confirmation: boolean;
            /** Problems */
            problems: components["schemas"]["Problem"][];
            /** Row Count */
            row_count: number | null;
            /** Sha256 */
            sha256: string;
            /** Shape */
            shape: ("static" | "snapshots" | "people" | "terminations") | null;
            /** Size Bytes */
            size_bytes: number;
            /**
             * Status
             * @enum {string}
             */
            status: "uploaded" | "checked" | "committed" | "undone" | "failed";
            /** Undone At */
            undone_at: string | null;
            /** Window Assumed */
            window_assumed: boolean;
            /** Window Days */
            window_days: number | null;
        };
        /**
         * DependencePoint
         * @description The mean forecast where everybody has one value, with its 90 % band, and how many people have it.
         */
        DependencePoint: {
            /**
             * Count
             * @description people nearest to the value; null like that of values
             */
            count: number | null;
            /**
             * Is Known
             * @description whether five people or more have it
             */
            is_known: boolean;
            /** Lower */
            lower: number;
            /** Probability */
            probability: number;
            /** Text */
            text: string;
            /** Upper */
            upper: number;
            /** Value */
            value: number;
        };
        /**
         * Difference
         * @description The model minus a baseline in one measure, with the 90 % interval over people.
         */
        Difference: {
            /** Baseline */
            baseline: string;
            /** Difference */
            difference: number;
            /** Lower */
            lower: number;
            /** Measure */
            measure: string;
            /** Upper */
            upper: number;
        };
        /**
         * DriftCheckPage
         * @description The newest drift checks of a version, newest first.
         */
        DriftCheckPage: {
            /** Items */
            items: components["schemas"]["DriftCheckView"][];
        };
        /**
         * DriftCheckView
         * @description One drift check.
         */
        DriftCheckView: {
            /** As Of */
            as_of: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /** Is Alarm */
            is_alarm: boolean | null;
            /**
             * Leavers
             * @description since the last scoring and since the first of the year
             */
            leavers: components["schemas"]["LeaverDrift"][];
            /** Message */
            message: string | null;
            /** Model Version Id */
            model_version_id: number;
            /** @description null where there are too few people to compare */
            people: components["schemas"]["PeopleDrift"] | null;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "succeeded" | "failed";
        };
        /**
         * DrillView
         * @description One rehearsed restore, from its report.
         */
        DrillView: {
            /** Backup Id */
            backup_id: string;
            /**
             * Began At
             * Format: date-time
             */
            began_at: string;
            /**
             * Drill Id
             * @example drill_20261122_040000
             */
            drill_id: string;
            /** Failed Checks */
            failed_checks: {
                [key: string]: string;
            };
            /** Has Passed */
            has_passed: boolean;
            /**
             * Proof
             * @description whether the report's signature is its own
             * @enum {string}
             */
            proof: "signed" | "changed" | "not proved here";
            /**
             * Recovery Point Seconds
             * @description how old the restored data was
             */
            recovery_point_seconds: number;
            /**
             * Recovery Time Seconds
             * @description how long the restore took
             */
            recovery_time_seconds: number;
        };
        /**
         * DriverShare
         * @description How much the forecasts differ by one attribute, on average over everybody.
         */
        DriverShare: {
            /** Attribute */
            attribute: string;
            /** Label */
            label: string;
            /**
             * Mean Absolute Contribution
             * @description in log-odds
             */
            mean_absolute_contribution: number;
        };
        /**
         * DriverView
         * @description One attribute's share of a person's log-odds.
         */
        DriverView: {
            /** Attribute */
            attribute: string;
            /**
             * Contribution
             * @description in log-odds of the as-of month; positive raises the hazard
             */
            contribution: number;
            /** Label */
            label: string;
            /** Value */
            value: string;
        };
        /**
         * DutyView
         * @description What the scheduler does by itself or on request.
         */
        DutyView: {
            /**
             * Name
             * @enum {string}
             */
            name: "backup" | "drill";
            /**
             * Next At
             * @description null while no scheduler runs
             */
            next_at: string | null;
            /**
             * Outcome
             * @description of the last try
             */
            outcome: ("running" | "succeeded" | "failed") | null;
            /**
             * Reason
             * @description why the last try failed
             */
            reason: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "idle" | "waiting" | "running";
            /** Succeeded At */
            succeeded_at: string | null;
            /** Tried At */
            tried_at: string | null;
        };
        /**
         * EmployeeDetail
         * @description One employee with all that is known now.
         */
        EmployeeDetail: {
            /** Attributes */
            attributes: components["schemas"]["AttributeValue"][];
            /**
             * Employee Number
             * @example E-1042
             */
            employee_number: string;
            /** Employments */
            employments: components["schemas"]["EmploymentView"][];
            /** @description null for leavers and where nothing was scored yet */
            forecast: components["schemas"]["ForecastView"] | null;
            /** Full Name */
            full_name: string | null;
            /** Hired On */
            hired_on: string | null;
            /** Id */
            id: number;
            /** Job Title */
            job_title: string | null;
            /** Left On */
            left_on: string | null;
            /** Location */
            location: string | null;
            /** Org Unit Id */
            org_unit_id: number | null;
            /**
             * Org Unit Path
             * @example Acme/Sales/Berlin
             */
            org_unit_path: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "active" | "left";
            /**
             * Tenure Months
             * @description whole months from hire to exit, or to today
             */
            tenure_months: number | null;
        };
        /**
         * EmployeeHistory
         * @description What became known when, newest first.
         */
        EmployeeHistory: {
            /** Items */
            items: components["schemas"]["HistoryEntry"][];
        };
        /**
         * EmployeePage
         * @description A page of employees; `total` counts all that match.
         */
        EmployeePage: {
            /** Items */
            items: components["schemas"]["EmployeeRow"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * EmployeeRow
         * @description One employee in a list.
         */
        EmployeeRow: {
            /**
             * Employee Number
             * @example E-1042
             */
            employee_number: string;
            /** @description null for leavers and where nothing was scored yet */
            forecast: components["schemas"]["ForecastView"] | null;
            /** Full Name */
            full_name: string | null;
            /** Hired On */
            hired_on: string | null;
            /** Id */
            id: number;
            /** Job Title */
            job_title: string | null;
            /** Left On */
            left_on: string | null;
            /** Location */
            location: string | null;
            /** Org Unit Id */
            org_unit_id: number | null;
            /**
             * Org Unit Path
             * @example Acme/Sales/Berlin
             */
            org_unit_path: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "active" | "left";
            /**
             * Tenure Months
             * @description whole months from hire to exit, or to today
             */
            tenure_months: number | null;
        };
        /**
         * EmploymentView
         * @description One employment, from hire to exit.
         */
        EmploymentView: {
            /** End Cause */
            end_cause: ("voluntary" | "involuntary" | "retirement" | "other") | null;
            /** End Reason */
            end_reason: string | null;
            /** Ended On */
            ended_on: string | null;
            /** Started On */
            started_on: string | null;
        };
        /**
         * EstimateView
         * @description A figure with its 90 % interval.
         */
        EstimateView: {
            /** Lower */
            lower: number;
            /** Point */
            point: number;
            /** Upper */
            upper: number;
        };
        /**
         * FeatureDriftView
         * @description One feature of present people against those whom the version knows.
         */
        FeatureDriftView: {
            /**
             * Auc
             * @description of a small model that tells then from now, on people it had not seen
             */
            auc: number;
            /** Missing Now */
            missing_now: number;
            /** Missing Then */
            missing_then: number;
            /** Name */
            name: string;
            /**
             * P Value
             * @description corrected for the number of tests
             */
            p_value: number;
            /**
             * Psi
             * @description population stability index against the nearest known month
             */
            psi: number;
            /**
             * Psi Of Last Day
             * @description the same against the day on which the training data ends
             */
            psi_of_last_day: number;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "stable" | "moderate" | "strong";
        };
        /**
         * FindingView
         * @description What the checks of an import found, without the rows and values.
         */
        FindingView: {
            /** Code */
            code: string;
            /** Column */
            column?: string | null;
            /**
             * Count
             * @default 1
             */
            count?: number;
            /**
             * Severity
             * @enum {string}
             */
            severity: "error" | "warning";
        };
        /**
         * ForecastView
         * @description The current forecast: probabilities of leaving within so many days, with their 90 % intervals.
         */
        ForecastView: {
            /**
             * As Of
             * Format: date
             * @description the day that the forecast looks ahead from
             */
            as_of: string;
            /** Model Version Id */
            model_version_id: number;
            /** Probability 365 */
            probability_365: number;
            /** Probability 365 Lower */
            probability_365_lower: number;
            /** Probability 365 Upper */
            probability_365_upper: number;
            /** Probability 90 */
            probability_90: number;
            /** Probability 90 Lower */
            probability_90_lower: number;
            /** Probability 90 Upper */
            probability_90_upper: number;
            /**
             * Risk Band
             * @enum {string}
             */
            risk_band: "low" | "raised" | "high" | "very_high";
        };
        /**
         * GroupExplanation
         * @description Why the mean score of a group differs from everybody's; the largest differences first.
         */
        GroupExplanation: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Attributes */
            attributes: components["schemas"]["GroupShare"][];
            /**
             * Base
             * @description the score where no attribute contributes, in log-odds
             */
            base: number;
            /**
             * Mean Score
             * @description base + the sum of the group's mean contributions
             */
            mean_score: number;
            /** Model Version Id */
            model_version_id: number;
            /** Org Unit Id */
            org_unit_id: number;
            /** Path */
            path: string;
            /**
             * People
             * @description with a forecast, five or more
             */
            people: number;
            /**
             * Scale
             * @description what scores and contributions are measured in
             * @default log-odds of leaving in the as-of month (for a table with a flag: within its window), before the noise floor and the calibration: base + contributions = score, exactly. A share of the score, not an effect.
             */
            scale?: string;
            /**
             * Stale
             * @description imports were committed or undone since, or another model was promoted
             */
            stale: boolean;
            /**
             * Workforce Mean Score
             * @description base + the sum of everybody's mean contributions
             */
            workforce_mean_score: number;
        };
        /**
         * GroupFigures
         * @description Expected over observed leavers within `days` by the groups of one attribute.
         */
        GroupFigures: {
            /** Attribute */
            attribute: string;
            /** Days */
            days: number;
            /** Ratios */
            ratios: components["schemas"]["GroupRatio"][];
        };
        /**
         * GroupForecast
         * @description The forecast of an org unit with everything below it.
         */
        GroupForecast: {
            expected_leavers_365: components["schemas"]["EstimateView"] | null;
            expected_leavers_90: components["schemas"]["EstimateView"] | null;
            /**
             * Forecast Count
             * @description people whom the expected leavers are summed over; null like the headcount
             */
            forecast_count: number | null;
            /**
             * Headcount
             * @description null for a small group, for those who see groups only
             */
            headcount: number | null;
            /** Org Unit Id */
            org_unit_id: number;
            /** Path */
            path: string;
            /**
             * Suppressed
             * @description one to four people, or such a group (also of people with a forecast) could be computed
             */
            suppressed: boolean;
        };
        /**
         * GroupRatio
         * @description Expected over observed of a group of five people or more; small groups are put together.
         */
        GroupRatio: {
            /** Expected */
            expected: number;
            /** Group */
            group: string;
            /** Leavers */
            leavers: number;
            /** Lower */
            lower: number | null;
            /**
             * Observed
             * @description person-months that ended in leaving
             */
            observed: number;
            /** People */
            people: number;
            /** Person Months */
            person_months: number;
            /** Ratio */
            ratio: number | null;
            /** Upper */
            upper: number | null;
        };
        /**
         * GroupShare
         * @description One attribute's share of the mean score of a group and of everybody.
         */
        GroupShare: {
            /** Attribute */
            attribute: string;
            /**
             * Difference
             * @description of the two means; positive: raises the group above the rest
             */
            difference: number;
            /** Label */
            label: string;
            /** Mean Contribution */
            mean_contribution: number;
            /** Workforce Mean Contribution */
            workforce_mean_contribution: number;
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * HealthView
         * @description The state of the whole: down when database or migrations fail, degraded when anything else does.
         */
        HealthView: {
            /**
             * Cause
             * @description why it is not ok: the first vital check that fails, else every lesser finding
             * @example database: PostgreSQL is not running, or not at that address.
             */
            cause?: string | null;
            /** Checks */
            checks: {
                [key: string]: components["schemas"]["CheckView"];
            };
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "degraded" | "down";
            /** Version */
            version: string;
        };
        /**
         * HistoryEntry
         * @description What changed on a date.
         */
        HistoryEntry: {
            /** Changes */
            changes: components["schemas"]["AttributeChange"][];
            /**
             * Effective On
             * Format: date
             */
            effective_on: string;
        };
        /**
         * Horizon
         * @description The probability of leaving within a number of days, with its 90 % interval.
         */
        Horizon: {
            /**
             * Causes
             * @description parts of the probability, which add up to it; empty where the model tells none apart
             */
            causes: components["schemas"]["CauseProbability"][];
            /** Days */
            days: number;
            /** Extrapolated */
            extrapolated: boolean;
            /** Lower */
            lower: number;
            /** Probability */
            probability: number;
            /** Upper */
            upper: number;
        };
        /**
         * HorizonEstimate
         * @description Expected leavers within a horizon.
         */
        HorizonEstimate: {
            /**
             * Causes
             * @description parts of the estimate, which add up to its point; empty like it, and where the model tells no causes apart
             */
            causes: components["schemas"]["CauseLeavers"][];
            /** @description null for a small group, or one without forecasts */
            estimate: components["schemas"]["EstimateView"] | null;
            /**
             * Extrapolated
             * @description beyond the window that the imported data covers
             */
            extrapolated: boolean;
            /** Horizon Days */
            horizon_days: number;
        };
        /**
         * HorizonFigures
         * @description One horizon: its months, and the measures over those that are over, by the name of the forecast.
         */
        HorizonFigures: {
            /** Calibration */
            calibration: components["schemas"]["CalibrationGroup"][];
            /** Days */
            days: number;
            /** Differences */
            differences: components["schemas"]["Difference"][];
            /**
             * Leavers
             * @description people; null where there are too few to show
             */
            leavers: number | null;
            /** Measures */
            measures: {
                [key: string]: components["schemas"]["Measures"];
            };
            /** Months */
            months: components["schemas"]["MonthFigures"][];
            /** People */
            people: number;
            /** Person Months */
            person_months: number;
        };
        /**
         * JointDriftView
         * @description All features together that are stable one by one.
         */
        JointDriftView: {
            /** Auc */
            auc: number;
            /** P Value */
            p_value: number;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "stable" | "moderate" | "strong";
        };
        /**
         * KeptValue
         * @description What a person's staying is worth over the months of the curve, by a number that the operator named.
         */
        KeptValue: {
            /**
             * Amount
             * @description the person's number, as known on the as-of date
             */
            amount: number;
            /**
             * Amount Months
             * @description the months for which the amount stands
             */
            amount_months: number;
            /** Attribute */
            attribute: string;
            /** @description amount a month, times the expected months */
            expected: components["schemas"]["EstimateView"];
            /** Label */
            label: string;
        };
        /**
         * Leaders
         * @description The users who lead an org unit and see its people.
         */
        Leaders: {
            /**
             * User Ids
             * @example [
             *       2,
             *       3
             *     ]
             */
            user_ids: number[];
        };
        /**
         * LeakageFindings
         * @description What the check for leakage found before training.
         */
        LeakageFindings: {
            /** Columns */
            columns: components["schemas"]["ColumnVerdict"][];
            /**
             * Findings
             * @description sentences on the table or the model
             */
            findings: string[];
        };
        /**
         * LearntImport
         * @description An import that a version learnt from.
         */
        LearntImport: {
            /** As Of */
            as_of: string | null;
            /** Dataset Id */
            dataset_id: number;
            /** Filename */
            filename: string;
            /** Findings */
            findings: components["schemas"]["FindingView"][];
            /** Row Count */
            row_count: number | null;
            /**
             * Sha256
             * @description hex, of the file as it was uploaded
             */
            sha256: string;
            /** Shape */
            shape: string | null;
            /**
             * Undone
             * @description undone since: its people are no longer in the workforce
             */
            undone: boolean;
        };
        /**
         * LeaverDrift
         * @description Leavers since a scoring against those that it expected, with a band for chance (99 %).
         */
        LeaverDrift: {
            /** Expected */
            expected: number;
            /** Is Alarm */
            is_alarm: boolean;
            /** Lower */
            lower: number;
            /**
             * Observed
             * @description null where one to four would be told
             */
            observed: number | null;
            /** Scoring Run Id */
            scoring_run_id: number;
            /**
             * Since
             * Format: date
             */
            since: string;
            /**
             * Until
             * Format: date
             */
            until: string;
            /** Upper */
            upper: number;
        };
        /**
         * LedUnit
         * @description An org unit that the user leads.
         */
        LedUnit: {
            /** Id */
            id: number;
            /**
             * Path
             * @example Acme/Sales/Berlin
             */
            path: string;
        };
        /**
         * LevelCount
         * @description A level of a category and how many people have it; groups of one to four are never listed.
         */
        LevelCount: {
            /** Count */
            count: number;
            /** Level */
            level: string;
        };
        /**
         * LicenceView
         * @description Which edition runs, and why.
         */
        LicenceView: {
            /** Customer */
            customer?: string | null;
            /**
             * Edition
             * @enum {string}
             */
            edition: "evaluation" | "enterprise";
            /** Expires On */
            expires_on?: string | null;
            /**
             * Reason
             * @example No licence file: the evaluation edition, fully working.
             */
            reason: string;
            /** Seats */
            seats?: number | null;
            /**
             * State
             * @description evaluation: no licence file; invalid: unreadable, changed, or not for us
             * @enum {string}
             */
            state: "evaluation" | "valid" | "expired" | "invalid";
        };
        /**
         * ListedPerson
         * @description One person of a list: the forecast as it was then, and what is known now.
         */
        ListedPerson: {
            /** Employee Id */
            employee_id: number;
            /** Employee Number */
            employee_number: string;
            /** Full Name */
            full_name: string | null;
            /**
             * Has Left
             * @description left between the month and the last day observed
             */
            has_left: boolean;
            /** Probability 180 */
            probability_180: number;
            /** Probability 30 */
            probability_30: number;
            /** Probability 365 */
            probability_365: number;
            /** Probability 90 */
            probability_90: number;
        };
        /**
         * LiveView
         * @description This process answers.
         */
        LiveView: {
            /**
             * Status
             * @default alive
             * @constant
             */
            status?: "alive";
        };
        /**
         * LoginRequest
         * @description Username and password.
         * @example {
         *       "password": "a long pass phrase",
         *       "username": "admin"
         *     }
         */
        LoginRequest: {
            /** Password */
            password: string;
            /** Username */
            username: string;
        };
        /**
         * Mapping
         * @description What a whole file means: its shape, its dates, and every column. Unnamed columns are attributes.
         * @example {
         *       "as_of": "2025-12-31",
         *       "columns": [
         *         {
         *           "kind": "text",
         *           "source": "Personalnummer",
         *           "target": "employee_number"
         *         },
         *         {
         *           "kind": "boolean",
         *           "source": "ausgeschieden",
         *           "target": "left_flag"
         *         }
         *       ],
         *       "shape": "static",
         *       "window_days": 365
         *     }
         */
        Mapping: {
            /**
             * Absence Is Leaving
             * @description snapshots only: who is not in the newest one has left, between the last one with them and the next
             * @default false
             */
            absence_is_leaving?: boolean;
            /**
             * As Of
             * @description until when people were observed
             */
            as_of?: string | null;
            /** Columns */
            columns: components["schemas"]["ColumnMapping"][];
            /**
             * Shape
             * @description static: one row a person with a left flag; snapshots: rows by date; people: a master list with dates of hire and leaving; terminations: only leavers
             * @enum {string}
             */
            shape: "static" | "snapshots" | "people" | "terminations";
            /**
             * Window Days
             * @description static only: the length of the window in which leavers left
             */
            window_days?: number | null;
        };
        /**
         * Me
         * @description The signed-in user.
         */
        Me: {
            /** Display Name */
            display_name: string | null;
            /** Id */
            id: number;
            /** Must Change Password */
            must_change_password: boolean;
            /** Org Units */
            org_units: components["schemas"]["LedUnit"][];
            /** Permissions */
            permissions: string[];
            /** Roles */
            roles: string[];
            /**
             * Scope
             * @description whose data the user sees: everyone's, that of the own org units, or groups without names
             * @enum {string}
             */
            scope: "everyone" | "org_units" | "groups";
            /** Username */
            username: string;
        };
        /**
         * Measures
         * @description What one forecast of a horizon is worth; null where a measure is not defined.
         */
        Measures: {
            /** Auc */
            auc: number | null;
            /** Average Precision */
            average_precision: number | null;
            /** Brier */
            brier: number;
            /** Expected Calibration Error */
            expected_calibration_error: number;
            /** Expected Over Observed */
            expected_over_observed: number | null;
            /** Lift Top Tenth */
            lift_top_tenth: number | null;
            /** Log Loss */
            log_loss: number;
        };
        /**
         * MemberView
         * @description A member of the model and its weight in the log-odds.
         */
        MemberView: {
            /**
             * Boosters
             * @description of how many boosters the member is the mean
             */
            boosters?: number | null;
            /** Name */
            name: string;
            /** Rounds */
            rounds?: number | null;
            /** Weight */
            weight: number;
        };
        /**
         * ModelCard
         * @description Model card with data card: facts about a version, what it is for, and where it ends.
         */
        ModelCard: {
            /** Algorithm */
            algorithm: string;
            /**
             * As Of
             * Format: date
             * @description nothing after this day was learnt from
             */
            as_of: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** @description null for a version from before cards were kept */
            data: components["schemas"]["DataCard"] | null;
            /** Files */
            files: components["schemas"]["ModelFileView"][];
            /** Intended Use */
            intended_use: string;
            /** Libraries */
            libraries: {
                [key: string]: string;
            };
            /** Limits */
            limits: string[];
            /** @description null for a version from before cards were kept */
            model: components["schemas"]["ModelDescription"] | null;
            /** Model Version Id */
            model_version_id: number;
            /** Status */
            status: string;
            /** Trained From */
            trained_from: string | null;
            /**
             * Validation
             * @description measures, and on what they were measured
             */
            validation: {
                [key: string]: unknown;
            };
            /** Window Days */
            window_days: number | null;
        };
        /**
         * ModelDescription
         * @description What a version consists of.
         */
        ModelDescription: {
            /** Bags */
            bags: number;
            /** Calibration */
            calibration: string;
            /** Features */
            features: string[];
            /**
             * Floor
             * @description the least probability, for people who leave whatever is known of them
             */
            floor: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "hazard" | "window";
            /** Members */
            members: components["schemas"]["MemberView"][];
            /** Seed */
            seed: number;
            /**
             * Unused Attributes
             * @description given, and changing no forecast
             */
            unused_attributes: string[];
        };
        /**
         * ModelFileView
         * @description One file of a model version.
         */
        ModelFileView: {
            /**
             * Name
             * @example churn_model.joblib
             */
            name: string;
            /**
             * Sha256
             * @description hex
             */
            sha256: string;
            /** Size Bytes */
            size_bytes: number;
        };
        /**
         * ModelPage
         * @description Model versions, newest first.
         */
        ModelPage: {
            /** Items */
            items: components["schemas"]["ModelVersionView"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * ModelVersionView
         * @description One trained model with its quality on held-out data.
         */
        ModelVersionView: {
            /** Algorithm */
            algorithm: string;
            /**
             * As Of
             * Format: date
             * @description until when the data it learnt from goes
             */
            as_of: string;
            /** Attributes */
            attributes: components["schemas"]["churnvision__features__training__schemas__AttributeView"][];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Files */
            files: components["schemas"]["ModelFileView"][];
            /** Id */
            id: number;
            /**
             * Is Shadow
             * @description also scores everybody, to be compared; its figures are no forecasts
             */
            is_shadow: boolean;
            /** Metrics */
            metrics: {
                [key: string]: unknown;
            };
            /** Promoted At */
            promoted_at: string | null;
            /**
             * Shape
             * @description static (a table with a left flag) or dated (snapshots)
             */
            shape: string;
            /**
             * Status
             * @enum {string}
             */
            status: "candidate" | "promoted" | "retired";
            /** Trained From */
            trained_from: string | null;
            /**
             * Window Days
             * @description of a static table: within how many days the leavers left
             */
            window_days: number | null;
        };
        /**
         * MonthFigures
         * @description Expected leavers of one month's list within the horizon, with the 90 % interval, and how many left.
         */
        MonthFigures: {
            /**
             * Actual
             * @description null while the horizon is not over, or where not shown
             */
            actual: number | null;
            /** Expected */
            expected: number;
            /** Expected Over Observed */
            expected_over_observed: number | null;
            /** Headcount */
            headcount: number;
            /**
             * List Sha256
             * @description hex, of the list as it was known then
             */
            list_sha256: string;
            /** Lower */
            lower: number;
            /**
             * Month
             * Format: date
             */
            month: string;
            /**
             * Suppressed
             * @description the number of leavers is too small to show
             * @default false
             */
            suppressed?: boolean;
            /**
             * Trained Until
             * Format: date
             */
            trained_until: string;
            /** Upper */
            upper: number;
        };
        /**
         * MonthLeavers
         * @description How many of a group leave in one month, and in all months until its end.
         */
        MonthLeavers: {
            /**
             * Ends On
             * Format: date
             * @description the last day of the month; a month has 365.25 / 12 days
             */
            ends_on: string;
            /**
             * Extrapolated
             * @description beyond the window that the imported data covers
             */
            extrapolated: boolean;
            /** @description in this month; null as expected leavers are */
            leavers: components["schemas"]["EstimateView"] | null;
            /** @description from the as-of date to the end of the month */
            leavers_so_far: components["schemas"]["EstimateView"] | null;
            /**
             * Month
             * @description 1 is the month that begins on the as-of date
             */
            month: number;
        };
        /**
         * MonthList
         * @description The list of a month as it was known then, as far as it is in scope.
         */
        MonthList: {
            /**
             * Headcount
             * @description of the whole list
             */
            headcount: number;
            /** Items */
            items: components["schemas"]["ListedPerson"][];
            /**
             * Month
             * Format: date
             */
            month: string;
            /**
             * Sha256
             * @description hex, of the whole list
             */
            sha256: string;
            /**
             * Total
             * @description people in scope
             */
            total: number;
        };
        /**
         * MonthlyLeavers
         * @description The expected leavers of a group, month by month; no months without forecasts.
         *
         *     Intervals count every person as a yes or no, widened by how far the model's refits disagree. They are kept
         *     at 30, 90, 180 and 365 days; between these their disagreement, as a share, is taken to change evenly.
         */
        MonthlyLeavers: {
            /** As Of */
            as_of: string | null;
            /** Model Version Id */
            model_version_id: number | null;
            /** Months */
            months: components["schemas"]["MonthLeavers"][];
        };
        /**
         * NearestGroup
         * @description The nearest people of one outcome, as a group of five or more.
         */
        NearestGroup: {
            /** Mean Distance */
            mean_distance: number;
            /** People */
            people: number;
        };
        /**
         * Neighbours
         * @description The people of the past, among those whom the reader may see, who were most like a person is now.
         */
        Neighbours: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /**
             * Attributes
             * @description those that weigh most
             */
            attributes: components["schemas"]["AttributeRange"][];
            /**
             * Compared
             * @description people whose state of then and outcome are known
             */
            compared: number;
            /**
             * Compared Leavers
             * @description null where it or the rest is one to four
             */
            compared_leavers: number | null;
            /**
             * Distance
             * @description what is called near, in a sentence
             */
            distance: string;
            /** Employee Id */
            employee_id: number;
            leavers: components["schemas"]["NearestGroup"] | null;
            /** Model Version Id */
            model_version_id: number;
            /**
             * Nearest
             * @description people among whom the leavers are counted; 0 where too few are known
             */
            nearest: number;
            /**
             * Nearest Leavers
             * @description null where it or the rest is one to four
             */
            nearest_leavers: number | null;
            /**
             * Reason
             * @description why nobody is compared, and what to do
             */
            reason: string | null;
            stayers: components["schemas"]["NearestGroup"] | null;
            /** Within Days */
            within_days: number;
        };
        /**
         * NewestBackup
         * @description The newest backup that could be restored, as far as is known here.
         */
        NewestBackup: {
            /** Age Seconds */
            age_seconds: number;
            /** Backup Id */
            backup_id: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
        };
        /**
         * OrgUnitList
         * @description The org units in the actor's scope, by path.
         */
        OrgUnitList: {
            /** Items */
            items: components["schemas"]["OrgUnitView"][];
        };
        /**
         * OrgUnitView
         * @description An org unit; headcount counts active people in it and below.
         */
        OrgUnitView: {
            /**
             * Headcount
             * @description null where the group is too small to be shown
             */
            headcount: number | null;
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Parent Id */
            parent_id: number | null;
            /** Path */
            path: string;
            /**
             * Suppressed
             * @default false
             */
            suppressed?: boolean;
        };
        /**
         * PartialDependence
         * @description The mean probability of leaving over a sample of people who are all given the same value in turn.
         */
        PartialDependence: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Attribute */
            attribute: string;
            /**
             * Base
             * @description the score where no attribute contributes, in log-odds
             */
            base: number;
            /**
             * Elsewhere
             * @description people without a value, or with another level
             */
            elsewhere: components["schemas"]["ValueShare"][];
            /**
             * Horizon Days
             * @description 365, or the window of a table where that is shorter
             */
            horizon_days: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "time" | "season" | "number" | "flag" | "ordinal" | "category";
            /** Label */
            label: string;
            /** Model Version Id */
            model_version_id: number;
            /**
             * People
             * @description in the sample
             */
            people: number;
            /** Points */
            points: components["schemas"]["DependencePoint"][];
            /**
             * Scale
             * @description what scores and contributions are measured in
             * @default log-odds of leaving in the as-of month (for a table with a flag: within its window), before the noise floor and the calibration: base + contributions = score, exactly. A share of the score, not an effect.
             */
            scale?: string;
            /**
             * Stale
             * @description imports were committed or undone since, or another model was promoted
             */
            stale: boolean;
        };
        /**
         * PasswordChange
         * @description The present password and the new one.
         */
        PasswordChange: {
            /** Current Password */
            current_password: string;
            /**
             * New Password
             * @description at least 12 characters
             */
            new_password: string;
        };
        /**
         * PeopleDrift
         * @description Present people against those whom the version knows; the feature that differs most comes first.
         */
        PeopleDrift: {
            /** Features */
            features: components["schemas"]["FeatureDriftView"][];
            /** @description null where the people of then are not known any more */
            joint: components["schemas"]["JointDriftView"] | null;
            /** People Now */
            people_now: number;
            /** People Then */
            people_then: number;
            /**
             * Verdict
             * @enum {string}
             */
            verdict: "stable" | "moderate" | "strong";
        };
        /**
         * PersonExplanation
         * @description All contributions to one person's score, the largest first.
         */
        PersonExplanation: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /**
             * Base
             * @description the score where no attribute contributes, in log-odds
             */
            base: number;
            /** Contributions */
            contributions: components["schemas"]["Contribution"][];
            /** Employee Id */
            employee_id: number;
            /** Model Version Id */
            model_version_id: number;
            /**
             * Scale
             * @description what scores and contributions are measured in
             * @default log-odds of leaving in the as-of month (for a table with a flag: within its window), before the noise floor and the calibration: base + contributions = score, exactly. A share of the score, not an effect.
             */
            scale?: string;
            /**
             * Score
             * @description base + the sum of all contributions, in log-odds
             */
            score: number;
            /**
             * Stale
             * @description imports were committed or undone since, or another model was promoted
             */
            stale: boolean;
        };
        /**
         * Prediction
         * @description The forecast for one person.
         */
        Prediction: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Curve */
            curve: components["schemas"]["CurvePoint"][];
            /** Drivers */
            drivers: components["schemas"]["DriverView"][];
            /** Employee Id */
            employee_id: number;
            /** Employee Number */
            employee_number: string;
            /** Horizons */
            horizons: components["schemas"]["Horizon"][];
            /**
             * Limits
             * @description what this forecast does not know
             */
            limits: string[];
            /**
             * Log Odds
             * @description uncalibrated, of the as-of month
             */
            log_odds: number;
            /** Model Version Id */
            model_version_id: number;
            remaining_tenure: components["schemas"]["RemainingTenure"];
            /**
             * Risk Band
             * @enum {string}
             */
            risk_band: "low" | "raised" | "high" | "very_high";
            /**
             * Scored At
             * Format: date-time
             */
            scored_at: string;
            /**
             * Stale
             * @description imports were committed or undone since, or another model was promoted
             */
            stale: boolean;
            thresholds: components["schemas"]["Thresholds"];
        };
        /**
         * PredictionPage
         * @description Forecasts, sorted.
         */
        PredictionPage: {
            /** Items */
            items: components["schemas"]["Prediction"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * Preview
         * @description The first rows as they stand in the file.
         */
        Preview: {
            /** Columns */
            columns: string[];
            /** Rows */
            rows: (string | null)[][];
        };
        /**
         * Problem
         * @description One finding of the checks; the first place it was seen, and how often.
         */
        Problem: {
            /**
             * Code
             * @example left_before_hired
             */
            code: string;
            /** Column */
            column?: string | null;
            /**
             * Count
             * @default 1
             */
            count?: number;
            /** Message */
            message: string;
            /**
             * Row
             * @description as a spreadsheet numbers it; the header is row 1
             */
            row?: number | null;
            /**
             * Severity
             * @enum {string}
             */
            severity: "error" | "warning";
            /** Value */
            value?: string | null;
        };
        /**
         * PromotionPage
         * @description Promotions and rollbacks, newest first.
         */
        PromotionPage: {
            /** Items */
            items: components["schemas"]["PromotionView"][];
            /** Next Cursor */
            next_cursor: string | null;
            /**
             * Roll Back To
             * @description the version that a rollback would make current again
             */
            roll_back_to: number | null;
            /** Total */
            total: number;
        };
        /**
         * PromotionView
         * @description A version began to forecast.
         */
        PromotionView: {
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "promotion" | "rollback";
            /** Model Version Id */
            model_version_id: number;
            /**
             * Previous Version Id
             * @description the version that forecast until then
             */
            previous_version_id: number | null;
            /**
             * Promoted At
             * Format: date-time
             */
            promoted_at: string;
            /**
             * Promoted By
             * @description username; null where the worker or a command did it
             */
            promoted_by: string | null;
        };
        /**
         * Quality
         * @description How well the model did on data it had not seen.
         */
        Quality: {
            /** Auc */
            auc: number;
            /** Base Rate Log Loss */
            base_rate_log_loss: number;
            /** Brier */
            brier: number;
            /** Ece */
            ece: number;
            /** Events */
            events: number;
            /** Log Loss */
            log_loss: number;
            /** N */
            n: number;
            /** Validation */
            validation: string;
        };
        /**
         * RecoveryView
         * @description How recovery stands.
         */
        RecoveryView: {
            /**
             * Alerts
             * @description the gravest first; empty when all is well
             */
            alerts: components["schemas"]["AlertView"][];
            /**
             * Backups
             * @description the newest first
             */
            backups: components["schemas"]["BackupView"][];
            /**
             * Can Prove
             * @description whether the application has a key to prove backups with
             */
            can_prove: boolean;
            /**
             * Drills
             * @description the newest first
             */
            drills: components["schemas"]["DrillView"][];
            /** Duties */
            duties: components["schemas"]["DutyView"][];
            /**
             * Foreign Files
             * @description names in the folder that belong to no backup
             */
            foreign_files: string[];
            /** Is Scheduler Running */
            is_scheduler_running: boolean;
            /**
             * Kit Confirmed At
             * @description when somebody typed the check words of the recovery kit; null: not recoverable elsewhere
             */
            kit_confirmed_at: string | null;
            last_passed_drill: components["schemas"]["DrillView"] | null;
            newest_backup: components["schemas"]["NewestBackup"] | null;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /** Unreadable Reports */
            unreadable_reports: string[];
        };
        /**
         * RefreshRequest
         * @description The refresh token of the last answer; it can be used once.
         */
        RefreshRequest: {
            /** Refresh Token */
            refresh_token: string;
        };
        /**
         * RemainingTenure
         * @description How much longer a person is expected to stay, from the same curve.
         */
        RemainingTenure: {
            /** @description of these months, how many the person still works */
            expected_months: components["schemas"]["EstimateView"];
            /**
             * Extrapolated
             * @description the months go beyond the window that the imported data covers
             */
            extrapolated: boolean;
            /**
             * Median Months
             * @description months until the chance of still being there is one half
             */
            median_months: number | null;
            /**
             * Median State
             * @description beyond: later than the curve tells; unknown: a model of one table does not know when people leave; the median is null for both
             * @enum {string}
             */
            median_state: "within" | "beyond" | "unknown";
            /** @description null without the setting, or where the number is not known */
            value: components["schemas"]["KeptValue"] | null;
            /**
             * Within Months
             * @description the months of the curve; nothing is said beyond
             */
            within_months: number;
        };
        /**
         * Results
         * @description What a backtest found.
         */
        Results: {
            /** Beats Baselines */
            beats_baselines: boolean;
            groups: components["schemas"]["GroupFigures"] | null;
            /** Horizons */
            horizons: components["schemas"]["HorizonFigures"][];
            /**
             * Observed Until
             * Format: date
             */
            observed_until: string;
            /**
             * Reason
             * @description why it beats the baselines or does not, in a sentence
             */
            reason: string;
            /** Retrain Every Months */
            retrain_every_months: number;
            survival: components["schemas"]["SurvivalFigures"];
        };
        /**
         * RoleView
         * @description A role and what it allows.
         */
        RoleView: {
            /**
             * Name
             * @example analyst
             */
            name: string;
            /**
             * Permissions
             * @example [
             *       "employees:read"
             *     ]
             */
            permissions: string[];
        };
        /**
         * RollBackRequest
         * @description Which version is to forecast no more.
         * @example {
         *       "from_version_id": 2
         *     }
         */
        RollBackRequest: {
            /**
             * From Version Id
             * @description the version that forecasts now; 409 when another one does
             */
            from_version_id: number;
        };
        /**
         * ScoringRunPage
         * @description Scorings, newest first.
         */
        ScoringRunPage: {
            /** Items */
            items: components["schemas"]["ScoringRunView"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * ScoringRunView
         * @description One scoring of everybody.
         */
        ScoringRunView: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /** Is Current */
            is_current: boolean;
            /** Model Version Id */
            model_version_id: number;
            /** Scored Count */
            scored_count: number | null;
            /**
             * Status
             * @enum {string}
             */
            status: "running" | "succeeded" | "failed";
            /** Warnings */
            warnings: string[];
        };
        /**
         * ScoringStarted
         * @description A scoring that waits in the queue.
         */
        ScoringStarted: {
            /** Job Id */
            job_id: number;
            /** Scoring Run Id */
            scoring_run_id: number;
        };
        /**
         * Sensitivity
         * @description Model sensitivity of one person's forecast to controllable attributes, largest reductions first.
         */
        Sensitivity: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Changes */
            changes: components["schemas"]["SensitivityChange"][];
            /** Employee Id */
            employee_id: number;
            /**
             * Horizon Days
             * @description 365, or the window of a table where that is shorter
             */
            horizon_days: number;
            /** Model Version Id */
            model_version_id: number;
            /**
             * Probability
             * @description of leaving within the horizon; null if nothing was tried
             */
            probability: number | null;
            /**
             * Reason
             * @description why nothing was tried, and what to do
             */
            reason: string | null;
            /** Stale */
            stale: boolean;
            /**
             * Statement
             * @default Model sensitivity: how the forecast of the model differs with another value. The model does not know causes, so this does not say what would happen if somebody changed the attribute.
             */
            statement?: string;
        };
        /**
         * SensitivityChange
         * @description How the forecast changes when one attribute has another value and all else stays.
         */
        SensitivityChange: {
            /** Attribute */
            attribute: string;
            /**
             * Change
             * @description of the probability, below 0 for a reduction
             */
            change: number;
            /** Label */
            label: string;
            /**
             * Lower
             * @description end of the 90 % band from the bags' changes
             */
            lower: number;
            /** Tried */
            tried: string;
            /** Upper */
            upper: number;
            /**
             * Value
             * @description the person's own
             */
            value: string;
        };
        /**
         * ShadowComparison
         * @description How the two versions differ on the same people.
         */
        ShadowComparison: {
            /**
             * Groups
             * @description org units that differ most; small ones are left out, and who sees a part of the company is shown none
             */
            groups: components["schemas"]["ShadowGroup"][];
            /** Horizons */
            horizons: components["schemas"]["ShadowHorizon"][];
            /**
             * Mean Absolute Difference
             * @description of the 365-day probabilities
             */
            mean_absolute_difference: number | null;
            /** People */
            people: number;
            /**
             * Rank Correlation
             * @description Spearman's, of the 365-day probabilities
             */
            rank_correlation: number | null;
        };
        /**
         * ShadowGroup
         * @description Expected leavers within 365 days of an org unit with everything below it, of both versions.
         */
        ShadowGroup: {
            /** Org Unit Id */
            org_unit_id: number;
            /** Path */
            path: string;
            /** People */
            people: number;
            /** Promoted */
            promoted: number;
            /** Shadow */
            shadow: number;
        };
        /**
         * ShadowHorizon
         * @description Expected leavers within a horizon, of both versions over the same people.
         */
        ShadowHorizon: {
            /** Days */
            days: number;
            /** Promoted */
            promoted: number;
            /** Shadow */
            shadow: number;
        };
        /**
         * ShadowLeavers
         * @description Who has left since the scoring, against what both versions expected.
         */
        ShadowLeavers: {
            /**
             * Observed
             * @description null where one to four would be told
             */
            observed: number | null;
            /** Promoted */
            promoted: number;
            /** Shadow */
            shadow: number;
            /**
             * Until
             * Format: date
             */
            until: string;
        };
        /**
         * ShadowRequest
         * @description Whether a version runs as shadow.
         * @example {
         *       "is_shadow": true
         *     }
         */
        ShadowRequest: {
            /** Is Shadow */
            is_shadow: boolean;
        };
        /**
         * ShadowRunPage
         * @description The newest shadow runs of a version, newest first.
         */
        ShadowRunPage: {
            /** Items */
            items: components["schemas"]["ShadowRunView"][];
        };
        /**
         * ShadowRunView
         * @description One scoring by a version that runs as shadow, beside the scoring that is shown.
         */
        ShadowRunView: {
            /** As Of */
            as_of: string | null;
            /**
             * Beside Version Id
             * @description the version that made the forecasts
             */
            beside_version_id: number;
            /** @description null also for fewer than five people */
            comparison: components["schemas"]["ShadowComparison"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: number;
            /** @description null until later data tells who has left */
            leavers: components["schemas"]["ShadowLeavers"] | null;
            /**
             * Message
             * @description why there is nothing to compare
             */
            message: string | null;
            /** Model Version Id */
            model_version_id: number;
            /** Scoring Run Id */
            scoring_run_id: number;
        };
        /**
         * SignedIn
         * @description A session. For the page the tokens are null: its session is in a cookie that no script can read.
         */
        SignedIn: {
            /** Access Token */
            access_token: string | null;
            /**
             * Expires In
             * @description seconds until the access token ends
             */
            expires_in: number;
            /** Must Change Password */
            must_change_password: boolean;
            /** Refresh Token */
            refresh_token: string | null;
            /**
             * Token Type
             * @default bearer
             * @constant
             */
            token_type?: "bearer";
            user: components["schemas"]["Me"];
        };
        /**
         * Summary
         * @description The forecast of the whole scope, or of one org unit.
         */
        Summary: {
            /** As Of */
            as_of: string | null;
            /** Expected Leavers */
            expected_leavers: components["schemas"]["HorizonEstimate"][];
            /**
             * Forecast Count
             * @description people whom the expected leavers are summed over; null like the headcount
             */
            forecast_count: number | null;
            /**
             * Headcount
             * @description null for a small group, for those who see groups only
             */
            headcount: number | null;
            /**
             * Leavers Last 365 Days
             * @description before the as-of date; null without forecasts, and where one to four would be told
             */
            leavers_last_365_days: number | null;
            /** Model Version Id */
            model_version_id: number | null;
            /** Org Units */
            org_units: components["schemas"]["GroupForecast"][];
            quality: components["schemas"]["Quality"] | null;
            /** Risk Bands */
            risk_bands: components["schemas"]["BandCount"][];
            /** Scored At */
            scored_at: string | null;
            /**
             * State
             * @description scoring: the first forecasts of the promoted model are being computed
             * @enum {string}
             */
            state: "ready" | "stale" | "scoring" | "no_scores" | "no_model";
            thresholds: components["schemas"]["Thresholds"];
            /** Top Drivers */
            top_drivers: components["schemas"]["DriverShare"][];
            /** Warnings */
            warnings: string[];
        };
        /**
         * SurvivalFigures
         * @description The curves of all lists, weighted for who was not followed to the end.
         */
        SurvivalFigures: {
            /** Differences */
            differences: components["schemas"]["Difference"][];
            /** Measures */
            measures: {
                [key: string]: components["schemas"]["SurvivalMeasures"];
            };
            /** Months */
            months: number;
        };
        /**
         * SurvivalMeasures
         * @description What one forecast's curves are worth; null where a measure is not defined.
         */
        SurvivalMeasures: {
            /** Harrell Concordance */
            harrell_concordance: number | null;
            /** Integrated Brier Score */
            integrated_brier_score: number | null;
            /** Uno Concordance */
            uno_concordance: number | null;
        };
        /**
         * TargetView
         * @description One thing that a column may mean.
         */
        TargetView: {
            /** Description */
            description: string;
            /** Label */
            label: string;
            /**
             * Target
             * @enum {string}
             */
            target: "employee_number" | "full_name" | "first_name" | "last_name" | "hired_on" | "birth_date" | "left_on" | "left_flag" | "snapshot_on" | "end_reason" | "end_cause" | "org_unit" | "department" | "team" | "job_title" | "location" | "manager_number" | "status" | "attribute" | "leak" | "ignore";
        };
        /**
         * Thresholds
         * @description Limits of the risk bands on the 365-day probability.
         * @example {
         *       "high": 0.2,
         *       "raised": 0.1,
         *       "very_high": 0.4
         *     }
         */
        Thresholds: {
            /**
             * High
             * @default 0.2
             */
            high?: number;
            /**
             * Raised
             * @default 0.1
             */
            raised?: number;
            /**
             * Very High
             * @default 0.4
             */
            very_high?: number;
        };
        /**
         * TrainingJobView
         * @description One training run.
         */
        TrainingJobView: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /** Id */
            id: number;
            /**
             * Message
             * @description what it is doing, or why it ended
             */
            message: string | null;
            /**
             * Metrics
             * @description quality on held-out data, once succeeded
             */
            metrics: {
                [key: string]: unknown;
            } | null;
            /**
             * Model Version Id
             * @description the version it made
             */
            model_version_id?: number | null;
            /**
             * Progress
             * @description percent done
             */
            progress: number;
            /** Started At */
            started_at: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
        };
        /**
         * TrainingOptions
         * @description How to train; every value has a default.
         * @example {
         *       "bags": 10,
         *       "seed": 1
         *     }
         */
        TrainingOptions: {
            /**
             * Bags
             * @description refits over resampled people, for intervals
             * @default 10
             */
            bags?: number;
            /**
             * Keep Columns
             * @description attributes to learn from although they seem to tell the outcome
             */
            keep_columns?: string[];
            /**
             * Promote
             * @description let the new version forecast even when another one does so now
             * @default false
             */
            promote?: boolean;
            /**
             * Seed
             * @description the same data and seed give the same model
             * @default 1
             */
            seed?: number;
        };
        /**
         * TrainingPage
         * @description Training runs, newest first.
         */
        TrainingPage: {
            /** Items */
            items: components["schemas"]["TrainingJobView"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Total */
            total: number;
        };
        /**
         * UserChange
         * @description What to change; what is left out stays.
         * @example {
         *       "is_active": false
         *     }
         */
        UserChange: {
            /** Display Name */
            display_name?: string | null;
            /** Is Active */
            is_active?: boolean | null;
            /**
             * Reset Password
             * @description make a new password, shown once, and end all sessions
             * @default false
             */
            reset_password?: boolean;
            /** Roles */
            roles?: string[] | null;
        };
        /**
         * UserCreate
         * @description A user to make.
         * @example {
         *       "roles": [
         *         "hr_manager"
         *       ],
         *       "username": "anna.berg"
         *     }
         */
        UserCreate: {
            /** Display Name */
            display_name?: string | null;
            /** Email */
            email?: string | null;
            /**
             * Password
             * @description at least 12 characters; when left out, one is made and shown once
             */
            password?: string | null;
            /**
             * Roles
             * @description names of roles
             */
            roles: string[];
            /** Username */
            username: string;
        };
        /**
         * UserList
         * @description All users.
         */
        UserList: {
            /** Items */
            items: components["schemas"]["UserView"][];
            /**
             * Next Cursor
             * @description always null: the list is whole
             */
            next_cursor?: string | null;
            /** Total */
            total: number;
        };
        /**
         * UserView
         * @description Somebody who may sign in.
         */
        UserView: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Display Name
             * @example Anna Berg
             */
            display_name: string | null;
            /** Email */
            email: string | null;
            /**
             * Generated Password
             * @description shown once, when the server made it
             */
            generated_password?: string | null;
            /** Id */
            id: number;
            /**
             * Is Active
             * @description whether the user may sign in
             */
            is_active: boolean;
            /**
             * Must Change Password
             * @description whether the next sign-in asks for a new password
             */
            must_change_password: boolean;
            /**
             * Roles
             * @example [
             *       "hr_manager"
             *     ]
             */
            roles: string[];
            /**
             * Username
             * @example anna.berg
             */
            username: string;
        };
        /** ValidationError */
        ValidationError: {
            /** Context */
            ctx?: Record<string, never>;
            /** Input */
            input?: unknown;
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
        };
        /**
         * ValueShare
         * @description The people nearest to one value of an attribute.
         */
        ValueShare: {
            /**
             * Count
             * @description null where one to four would be told, and in a limited scope
             */
            count: number | null;
            /**
             * Mean Contribution
             * @description null for nobody and where the count is null
             */
            mean_contribution: number | null;
            /** Text */
            text: string;
            /**
             * Value
             * @description as the model reads it; null for a gap and for other levels
             */
            value: number | null;
        };
        /**
         * WorkforceExplanation
         * @description What moves the scores of everybody who was scored; the largest mean size first.
         */
        WorkforceExplanation: {
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Attributes */
            attributes: components["schemas"]["AttributeShare"][];
            /**
             * Base
             * @description the score where no attribute contributes, in log-odds
             */
            base: number;
            /**
             * Mean Score
             * @description base + the sum of the mean contributions
             */
            mean_score: number;
            /** Model Version Id */
            model_version_id: number;
            /**
             * Scale
             * @description what scores and contributions are measured in
             * @default log-odds of leaving in the as-of month (for a table with a flag: within its window), before the noise floor and the calibration: base + contributions = score, exactly. A share of the score, not an effect.
             */
            scale?: string;
            /**
             * Stale
             * @description imports were committed or undone since, or another model was promoted
             */
            stale: boolean;
        };
        /**
         * AttributeView
         * @description An attribute of the catalogue.
         */
        churnvision__features__employees__schemas__AttributeView: {
            /** Excluded Reason */
            excluded_reason: string | null;
            /**
             * Is Feature
             * @description whether a model may learn from it
             */
            is_feature: boolean;
            /**
             * Kind
             * @enum {string}
             */
            kind: "number" | "category" | "boolean" | "date" | "text";
            /** Label */
            label: string;
            /** Name */
            name: string;
        };
        /**
         * AttributeView
         * @description An attribute that a model reads.
         */
        churnvision__features__training__schemas__AttributeView: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "number" | "category" | "boolean" | "date";
            /** Name */
            name: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_audit_events: {
        parameters: {
            query?: {
                /** @description kind of subject, such as employee */
                subject_type?: string | null;
                /** @description id of the subject */
                subject_id?: string | null;
                /** @description username of who acted */
                actor?: string | null;
                /** @description next_cursor of the page before */
                cursor?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    verify_audit_chain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChainReport"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    read_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_datasets: {
        parameters: {
            query?: {
                limit?: number;
                /** @description next_cursor of the page before */
                cursor?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    upload_dataset: {
        parameters: {
            query?: {
                filename?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_mapping_targets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetView"][];
                };
            };
        };
    };
    get_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                dataset_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                dataset_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    check_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                dataset_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    commit_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                dataset_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    confirm_dataset_mapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                dataset_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mapping"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    preview_dataset: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                /** @description id of the row */
                dataset_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    undo_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                dataset_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_employees: {
        parameters: {
            query?: {
                /** @description left: has left the company */
                status?: ("active" | "left") | null;
                /** @description this org unit and those below it */
                org_unit_id?: number | null;
                /** @description only those whose forecast is in this band */
                risk_band?: ("low" | "raised" | "high" | "very_high") | null;
                /** @description part of the number or the name, in any case of letters */
                q?: string | null;
                /** @description a leading minus sorts from the largest */
                sort?: "employee_number" | "full_name" | "job_title" | "location" | "org_unit_path" | "status" | "hired_on" | "left_on" | "probability_90" | "probability_365" | "-employee_number" | "-full_name" | "-job_title" | "-location" | "-org_unit_path" | "-status" | "-hired_on" | "-left_on" | "-probability_90" | "-probability_365";
                limit?: number;
                /** @description next_cursor of the page before */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmployeePage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_attributes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributeCatalogue"];
                };
            };
        };
    };
    list_org_units: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgUnitList"];
                };
            };
        };
    };
    read_leaders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                org_unit_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Leaders"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    set_leaders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                org_unit_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Leaders"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_employee: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                employee_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmployeeDetail"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_employee_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                employee_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmployeeHistory"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_backtests: {
        parameters: {
            query?: {
                limit?: number;
                /** @description next_cursor of the page before */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BacktestPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    start_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["BacktestRequest"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BacktestView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                backtest_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BacktestResults"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    cancel_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                backtest_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BacktestView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    watch_backtest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                backtest_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_backtest_list: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
            };
            header?: never;
            path: {
                /** @description id of the row */
                backtest_id: number;
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonthList"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_workforce_explanation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkforceExplanation"];
                };
            };
        };
    };
    get_controllable_attributes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControllableAttributes"];
                };
            };
        };
    };
    set_controllable_attributes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ControllableRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ControllableAttributes"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_person_explanation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                employee_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonExplanation"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_neighbours: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                employee_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Neighbours"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_sensitivity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                employee_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sensitivity"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_group_explanation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                org_unit_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupExplanation"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_partial_dependence: {
        parameters: {
            query: {
                attribute: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartialDependence"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_licence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenceView"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: {
                limit?: number;
                /** @description next_cursor of the page before */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_promotions: {
        parameters: {
            query?: {
                limit?: number;
                /** @description next_cursor of the page before */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    roll_back_model: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollBackRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                model_version_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_model_card: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                model_version_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelCard"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_model_card_text: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                model_version_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    promote_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                model_version_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    set_shadow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                model_version_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShadowRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_predictions: {
        parameters: {
            query?: {
                sort?: "-probability_365" | "probability_365";
                limit?: number;
                cursor?: string | null;
                risk_band?: ("low" | "raised" | "high" | "very_high") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_prediction_batch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_drift_checks: {
        parameters: {
            query: {
                model_version_id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriftCheckPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    start_drift_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriftCheckView"];
                };
            };
        };
    };
    export_predictions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
        };
    };
    get_months: {
        parameters: {
            query?: {
                org_unit_id?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonthlyLeavers"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_risk_thresholds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Thresholds"];
                };
            };
        };
    };
    set_risk_thresholds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Thresholds"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Thresholds"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_scoring_runs: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoringRunPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    start_scoring: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoringStarted"];
                };
            };
        };
    };
    list_shadow_runs: {
        parameters: {
            query: {
                model_version_id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShadowRunPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_summary: {
        parameters: {
            query?: {
                org_unit_id?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_prediction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                employee_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prediction"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_recovery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryView"];
                };
            };
        };
    };
    request_backup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyView"];
                };
            };
        };
    };
    request_drill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DutyView"];
                };
            };
        };
    };
    get_drill_page: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                drill_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_drill_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                drill_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_trainings: {
        parameters: {
            query?: {
                limit?: number;
                /** @description next_cursor of the page before */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingPage"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    start_training: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TrainingOptions"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJobView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_training: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                training_job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJobView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    cancel_training: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                training_job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJobView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    watch_training: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                training_job_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserList"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    list_roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleView"][];
                };
            };
        };
    };
    read_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    change_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description id of the row */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description Validation Error */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthView"];
                };
            };
            /** @description The database or its schema fails. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthView"];
                };
            };
        };
    };
    read_liveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveView"];
                };
            };
        };
    };
    read_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
        };
    };
}
