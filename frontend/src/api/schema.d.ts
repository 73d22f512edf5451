// Generated from the API's OpenAPI document by `npm run api`. Do not edit.
export interface paths {
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Login */
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
        /** Logout */
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
        /** Read Me */
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
        /** Change Password */
        post: operations["change_password"];
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
        /** List Employees */
        get: operations["list_employees"];
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
        /** List Org Units */
        get: operations["list_org_units"];
        put?: never;
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
        /** Read Employee */
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
        /** Read History */
        get: operations["read_history"];
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
        /** Read Summary */
        get: operations["read_summary"];
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
        /** Read Thresholds */
        get: operations["read_thresholds"];
        /** Set Thresholds */
        put: operations["set_thresholds"];
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
        /** Start Scoring */
        post: operations["start_scoring"];
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
        /** Read Prediction */
        get: operations["read_prediction"];
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
        /** List Training Jobs */
        get: operations["list_training_jobs"];
        put?: never;
        /** Start Training */
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
        /** Read Training Job */
        get: operations["read_training_job"];
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
        /** Cancel Training */
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
        /** Stream Training */
        get: operations["stream_training"];
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
        /** List Models */
        get: operations["list_models"];
        put?: never;
        post?: never;
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
        /** Read Model */
        get: operations["read_model"];
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
        /** Promote Model */
        post: operations["promote_model"];
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
        /** List Datasets */
        get: operations["list_datasets"];
        put?: never;
        /** Upload Dataset */
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
        /** List Targets */
        get: operations["list_targets"];
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
        /** Read Dataset */
        get: operations["read_dataset"];
        put?: never;
        post?: never;
        /** Delete Dataset */
        delete: operations["delete_dataset"];
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
        /** Preview Dataset */
        get: operations["preview_dataset"];
        put?: never;
        post?: never;
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
        /** Confirm Mapping */
        put: operations["confirm_mapping"];
        post?: never;
        delete?: never;
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
        /** Check Dataset */
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
        /** Commit Dataset */
        post: operations["commit_dataset"];
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
        /** Undo Dataset */
        post: operations["undo_dataset"];
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
        /** List Users */
        get: operations["list_users"];
        put?: never;
        /** Create User */
        post: operations["create_user"];
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
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change User */
        patch: operations["change_user"];
        trace?: never;
    };
    "/api/v1/users/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Roles */
        get: operations["list_roles"];
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
        /** Read Licence */
        get: operations["read_licence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stub/mode/{m}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mode */
        post: operations["mode"];
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
        /** AttributeValue */
        AttributeValue: {
            /** Name */
            name: string;
            /** Label */
            label: string;
            /** Kind */
            kind: string;
            /** Value */
            value: unknown;
            /**
             * Effective On
             * Format: date
             */
            effective_on: string;
        };
        /** Band */
        Band: {
            /** Band */
            band: string;
            /** Count */
            count: number | null;
            /** Share */
            share: number | null;
            /**
             * Suppressed
             * @default false
             */
            suppressed: boolean;
        };
        /** Candidate */
        Candidate: {
            /** Name */
            name: string;
            /** Log Loss */
            log_loss: number;
            /** Auc */
            auc: number;
        };
        /** Change */
        Change: {
            /** Name */
            name: string;
            /** Label */
            label: string;
            /** Before */
            before: unknown;
            /** After */
            after: unknown;
        };
        /** CurvePoint */
        CurvePoint: {
            /** Month */
            month: number;
            /** Survival */
            survival: number;
            /** Lower */
            lower: number;
            /** Upper */
            upper: number;
        };
        /** Dataset */
        Dataset: {
            /** Id */
            id: number;
            /** Filename */
            filename: string;
            /** Format */
            format: string;
            /** Size Bytes */
            size_bytes: number;
            /** Sha256 */
            sha256: string;
            /** Shape */
            shape: string | null;
            /** Status */
            status: string;
            /** Row Count */
            row_count: number | null;
            /** As Of */
            as_of: string | null;
            /** Window Days */
            window_days: number | null;
            /** Window Assumed */
            window_assumed: boolean;
            /** Columns */
            columns: components["schemas"]["DatasetColumn"][];
            /** Mapping */
            mapping: {
                [key: string]: unknown;
            } | null;
            /** Mapping Source */
            mapping_source: string;
            /** Mapping Confidence */
            mapping_confidence: number;
            /** Needs Confirmation */
            needs_confirmation: boolean;
            /** Counts */
            counts: {
                [key: string]: unknown;
            };
            /** Problems */
            problems: components["schemas"]["Problem"][];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Committed At */
            committed_at: string | null;
            /** Undone At */
            undone_at: string | null;
        };
        /** DatasetColumn */
        DatasetColumn: {
            /** Source */
            source: string;
            /** Kind */
            kind: string;
            /** Samples */
            samples: unknown[];
            /** Missing Share */
            missing_share: number;
            /** Target */
            target: string;
            /** Confidence */
            confidence: number;
            /** Reason */
            reason: string | null;
            /** Role */
            role: string;
            /** Leak Reason */
            leak_reason: string | null;
        };
        /** Datasets */
        Datasets: {
            /** Items */
            items: components["schemas"]["Dataset"][];
            /** Total */
            total: number;
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** Driver */
        Driver: {
            /** Attribute */
            attribute: string;
            /** Label */
            label: string;
            /** Value */
            value: unknown;
            /** Contribution */
            contribution: number;
        };
        /** EmployeeDetail */
        EmployeeDetail: {
            /** Id */
            id: number;
            /** Employee Number */
            employee_number: string;
            /** Full Name */
            full_name: string | null;
            /** Org Unit Id */
            org_unit_id: number | null;
            /** Org Unit Path */
            org_unit_path: string | null;
            /** Job Title */
            job_title: string | null;
            /** Location */
            location: string | null;
            /** Hired On */
            hired_on: string | null;
            /** Left On */
            left_on: string | null;
            /** Status */
            status: string;
            /** Tenure Months */
            tenure_months: number | null;
            forecast: components["schemas"]["ForecastColumns"] | null;
            /** Attributes */
            attributes: components["schemas"]["AttributeValue"][];
            /** Employments */
            employments: components["schemas"]["EmploymentOut"][];
        };
        /** EmployeePage */
        EmployeePage: {
            /** Items */
            items: components["schemas"]["EmployeeRow"][];
            /** Total */
            total: number;
            /** Next Cursor */
            next_cursor: string | null;
        };
        /** EmployeeRow */
        EmployeeRow: {
            /** Id */
            id: number;
            /** Employee Number */
            employee_number: string;
            /** Full Name */
            full_name: string | null;
            /** Org Unit Id */
            org_unit_id: number | null;
            /** Org Unit Path */
            org_unit_path: string | null;
            /** Job Title */
            job_title: string | null;
            /** Location */
            location: string | null;
            /** Hired On */
            hired_on: string | null;
            /** Left On */
            left_on: string | null;
            /** Status */
            status: string;
            /** Tenure Months */
            tenure_months: number | null;
            forecast: components["schemas"]["ForecastColumns"] | null;
        };
        /** EmploymentOut */
        EmploymentOut: {
            /** Started On */
            started_on: string | null;
            /** Ended On */
            ended_on: string | null;
            /** End Cause */
            end_cause: string | null;
            /** End Reason */
            end_reason: string | null;
        };
        /** Estimate */
        Estimate: {
            /** Point */
            point: number;
            /** Lower */
            lower: number;
            /** Upper */
            upper: number;
        };
        /** ExpectedLeavers */
        ExpectedLeavers: {
            /** Horizon Days */
            horizon_days: number;
            estimate: components["schemas"]["Estimate"];
            /** Extrapolated */
            extrapolated: boolean;
        };
        /** ForecastColumns */
        ForecastColumns: {
            /** Probability 90 */
            probability_90: number;
            /** Probability 90 Lower */
            probability_90_lower: number;
            /** Probability 90 Upper */
            probability_90_upper: number;
            /** Probability 365 */
            probability_365: number;
            /** Probability 365 Lower */
            probability_365_lower: number;
            /** Probability 365 Upper */
            probability_365_upper: number;
            /** Risk Band */
            risk_band: string;
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Model Version Id */
            model_version_id: number;
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /** History */
        History: {
            /** Items */
            items: components["schemas"]["HistoryEntry"][];
        };
        /** HistoryEntry */
        HistoryEntry: {
            /**
             * Effective On
             * Format: date
             */
            effective_on: string;
            /** Changes */
            changes: components["schemas"]["Change"][];
        };
        /** Horizon */
        Horizon: {
            /** Days */
            days: number;
            /** Probability */
            probability: number;
            /** Lower */
            lower: number;
            /** Upper */
            upper: number;
            /** Extrapolated */
            extrapolated: boolean;
        };
        /** Licence */
        Licence: {
            /** Edition */
            edition: string;
            /** State */
            state: string;
            /** Reason */
            reason: string | null;
            /** Seats */
            seats: number | null;
            /** Expires On */
            expires_on: string | null;
        };
        /** Login */
        Login: {
            /** Username */
            username: string;
            /** Password */
            password: string;
        };
        /** LoginAnswer */
        LoginAnswer: {
            /** Access Token */
            access_token: string | null;
            /** Token Type */
            token_type: string;
            /** Expires In */
            expires_in: number;
            /** Refresh Token */
            refresh_token: string | null;
            /** Must Change Password */
            must_change_password: boolean;
            user: components["schemas"]["Me"];
        };
        /** MappingColumn */
        MappingColumn: {
            /** Source */
            source: string;
            /** Target */
            target: string;
            /** Kind */
            kind: string;
        };
        /** MappingIn */
        MappingIn: {
            /** Shape */
            shape: string;
            /** As Of */
            as_of?: string | null;
            /** Window Days */
            window_days?: number | null;
            /** Columns */
            columns: components["schemas"]["MappingColumn"][];
        };
        /** Me */
        Me: {
            /** Id */
            id: number;
            /** Username */
            username: string;
            /** Display Name */
            display_name: string | null;
            /** Roles */
            roles: string[];
            /** Permissions */
            permissions: string[];
            /** Must Change Password */
            must_change_password: boolean;
            /** Scope */
            scope: string;
            /** Org Units */
            org_units: components["schemas"]["OrgRef"][];
        };
        /** Metrics */
        Metrics: {
            /** Auc */
            auc: number;
            /** Average Precision */
            average_precision: number;
            /** Log Loss */
            log_loss: number;
            /** Brier */
            brier: number;
            /** Base Rate Log Loss */
            base_rate_log_loss: number;
            /** Expected Calibration Error */
            expected_calibration_error: number;
            /** N */
            n: number;
            /** Events */
            events: number;
            /** Horizon Days */
            horizon_days: number;
            /** Validation */
            validation: string;
            /** Reliability */
            reliability: components["schemas"]["ReliabilityBin"][];
            /** Candidates */
            candidates: components["schemas"]["Candidate"][];
        };
        /** ModelAttribute */
        ModelAttribute: {
            /** Name */
            name: string;
            /** Kind */
            kind: string;
        };
        /** ModelFile */
        ModelFile: {
            /** Name */
            name: string;
            /** Sha256 */
            sha256: string;
            /** Size Bytes */
            size_bytes: number;
        };
        /** ModelVersion */
        ModelVersion: {
            /** Id */
            id: number;
            /** Status */
            status: string;
            /** Shape */
            shape: string;
            /** Algorithm */
            algorithm: string;
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Trained From */
            trained_from: string | null;
            /** Window Days */
            window_days: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Promoted At */
            promoted_at: string | null;
            metrics: components["schemas"]["Metrics"];
            /** Attributes */
            attributes: components["schemas"]["ModelAttribute"][];
            /** Files */
            files: components["schemas"]["ModelFile"][];
        };
        /** ModelVersions */
        ModelVersions: {
            /** Items */
            items: components["schemas"]["ModelVersion"][];
            /** Total */
            total: number;
        };
        /** OrgRef */
        OrgRef: {
            /** Id */
            id: number;
            /** Path */
            path: string;
        };
        /** OrgUnitOut */
        OrgUnitOut: {
            /** Id */
            id: number;
            /** Name */
            name: string;
            /** Path */
            path: string;
            /** Parent Id */
            parent_id: number | null;
            /** Headcount */
            headcount: number | null;
            /**
             * Suppressed
             * @default false
             */
            suppressed: boolean;
        };
        /** OrgUnits */
        OrgUnits: {
            /** Items */
            items: components["schemas"]["OrgUnitOut"][];
        };
        /** PasswordChange */
        PasswordChange: {
            /** Current Password */
            current_password: string;
            /** New Password */
            new_password: string;
        };
        /** Prediction */
        Prediction: {
            /** Employee Id */
            employee_id: number;
            /** Employee Number */
            employee_number: string;
            /**
             * As Of
             * Format: date
             */
            as_of: string;
            /** Model Version Id */
            model_version_id: number;
            /**
             * Scored At
             * Format: date-time
             */
            scored_at: string;
            /** Horizons */
            horizons: components["schemas"]["Horizon"][];
            /** Curve */
            curve: components["schemas"]["CurvePoint"][];
            /** Risk Band */
            risk_band: string;
            /** Log Odds */
            log_odds: number;
            /** Drivers */
            drivers: components["schemas"]["Driver"][];
            thresholds: components["schemas"]["Thresholds"];
            /** Stale */
            stale: boolean;
            /** Limits */
            limits: string[];
        };
        /** Preview */
        Preview: {
            /** Columns */
            columns: string[];
            /** Rows */
            rows: unknown[][];
        };
        /** Problem */
        Problem: {
            /** Severity */
            severity: string;
            /** Code */
            code: string;
            /** Message */
            message: string;
            /** Row */
            row?: number | null;
            /** Column */
            column?: string | null;
            /** Value */
            value?: unknown;
            /** Count */
            count?: number | null;
        };
        /** Quality */
        Quality: {
            /** Auc */
            auc: number;
            /** Log Loss */
            log_loss: number;
            /** Brier */
            brier: number;
            /** Base Rate Log Loss */
            base_rate_log_loss: number;
            /** Ece */
            ece: number;
            /** N */
            n: number;
            /** Events */
            events: number;
            /** Validation */
            validation: string;
        };
        /** ReliabilityBin */
        ReliabilityBin: {
            /** Predicted */
            predicted: number;
            /** Observed */
            observed: number;
            /** N */
            n: number;
            /** Lower */
            lower: number;
            /** Upper */
            upper: number;
        };
        /** Role */
        Role: {
            /** Name */
            name: string;
            /** Permissions */
            permissions: string[];
        };
        /** ScoreStarted */
        ScoreStarted: {
            /** Scoring Run Id */
            scoring_run_id: number | null;
            /** Job Id */
            job_id: number;
        };
        /** Summary */
        Summary: {
            /** State */
            state: string;
            /** As Of */
            as_of: string | null;
            /** Model Version Id */
            model_version_id: number | null;
            /** Scored At */
            scored_at: string | null;
            /** Headcount */
            headcount: number | null;
            /** Leavers Last 365 Days */
            leavers_last_365_days: number | null;
            /** Expected Leavers */
            expected_leavers: components["schemas"]["ExpectedLeavers"][];
            /** Risk Bands */
            risk_bands: components["schemas"]["Band"][];
            /** Org Units */
            org_units: components["schemas"]["UnitForecast"][];
            /** Top Drivers */
            top_drivers: components["schemas"]["TopDriver"][];
            quality: components["schemas"]["Quality"] | null;
            thresholds: components["schemas"]["Thresholds"] | null;
            /** Warnings */
            warnings: string[];
        };
        /** Target */
        Target: {
            /** Target */
            target: string;
            /** Label */
            label: string;
            /** Description */
            description: string;
        };
        /** Thresholds */
        Thresholds: {
            /** Raised */
            raised: number;
            /** High */
            high: number;
            /** Very High */
            very_high: number;
        };
        /** TopDriver */
        TopDriver: {
            /** Attribute */
            attribute: string;
            /** Label */
            label: string;
            /** Mean Absolute Contribution */
            mean_absolute_contribution: number;
        };
        /** TrainingJob */
        TrainingJob: {
            /** Id */
            id: number;
            /** Status */
            status: string;
            /** Progress */
            progress: number;
            /** Message */
            message: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Started At */
            started_at: string | null;
            /** Finished At */
            finished_at: string | null;
            /** Metrics */
            metrics: {
                [key: string]: unknown;
            } | null;
            /** Model Version Id */
            model_version_id: number | null;
        };
        /** TrainingJobs */
        TrainingJobs: {
            /** Items */
            items: components["schemas"]["TrainingJob"][];
            /** Total */
            total: number;
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** TrainingStart */
        TrainingStart: {
            /** Seed */
            seed?: number | null;
            /** Bags */
            bags?: number | null;
        };
        /** UnitForecast */
        UnitForecast: {
            /** Org Unit Id */
            org_unit_id: number;
            /** Path */
            path: string;
            /** Headcount */
            headcount: number | null;
            expected_leavers_90: components["schemas"]["Estimate"] | null;
            expected_leavers_365: components["schemas"]["Estimate"] | null;
            /** Suppressed */
            suppressed: boolean;
        };
        /** User */
        User: {
            /** Id */
            id: number;
            /** Username */
            username: string;
            /** Display Name */
            display_name: string | null;
            /** Email */
            email: string | null;
            /** Roles */
            roles: string[];
            /** Is Active */
            is_active: boolean;
            /** Must Change Password */
            must_change_password: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Generated Password */
            generated_password?: string | null;
        };
        /** UserChange */
        UserChange: {
            /** Display Name */
            display_name?: string | null;
            /** Roles */
            roles?: string[] | null;
            /** Is Active */
            is_active?: boolean | null;
            /** Reset Password */
            reset_password?: boolean | null;
        };
        /** UserNew */
        UserNew: {
            /** Username */
            username: string;
            /** Display Name */
            display_name?: string | null;
            /** Email */
            email?: string | null;
            /** Password */
            password?: string | null;
            /** Roles */
            roles: string[];
        };
        /** Users */
        Users: {
            /** Items */
            items: components["schemas"]["User"][];
            /** Total */
            total: number;
            /** Next Cursor */
            next_cursor?: string | null;
        };
        /** ValidationError */
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: Record<string, never>;
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
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginAnswer"];
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
    list_employees: {
        parameters: {
            query?: {
                status?: string | null;
                org_unit_id?: number | null;
                risk_band?: string | null;
                q?: string | null;
                sort?: string;
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
                    "application/json": components["schemas"]["OrgUnits"];
                };
            };
        };
    };
    read_employee: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    read_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["History"];
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
    read_summary: {
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
    read_thresholds: {
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
    set_thresholds: {
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
                    "application/json": components["schemas"]["ScoreStarted"];
                };
            };
        };
    };
    read_prediction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    list_training_jobs: {
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
                    "application/json": components["schemas"]["TrainingJobs"];
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
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingStart"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingJob"];
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
    read_training_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["TrainingJob"];
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
                    "application/json": components["schemas"]["TrainingJob"];
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
    stream_training: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
    list_models: {
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
                    "application/json": components["schemas"]["ModelVersions"];
                };
            };
        };
    };
    read_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["ModelVersion"];
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
                    "application/json": components["schemas"]["ModelVersion"];
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
                    "application/json": components["schemas"]["Datasets"];
                };
            };
        };
    };
    upload_dataset: {
        parameters: {
            query: {
                filename: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
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
    list_targets: {
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
                    "application/json": components["schemas"]["Target"][];
                };
            };
        };
    };
    read_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Dataset"];
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
    preview_dataset: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
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
    confirm_mapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
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
    check_dataset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                    "application/json": components["schemas"]["Dataset"];
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
                    "application/json": components["schemas"]["Dataset"];
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
                    "application/json": components["schemas"]["Dataset"];
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
                    "application/json": components["schemas"]["Users"];
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
                "application/json": components["schemas"]["UserNew"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
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
                    "application/json": components["schemas"]["User"];
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
                    "application/json": components["schemas"]["Role"][];
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
                    "application/json": components["schemas"]["Licence"];
                };
            };
        };
    };
    mode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                m: string;
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
}
