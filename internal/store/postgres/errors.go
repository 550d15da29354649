package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"tongwan/internal/platform"
	"tongwan/internal/store/groupcommit"
)

// describe says what failed. Refusals are answers, not failures: they stay
// as they are.
func describe(what string, err error) error {
	if err == nil || isRefusal(err) {
		return err
	}
	if errors.Is(err, groupcommit.ErrClosed) {
		err = errClosed
	}
	return fmt.Errorf("postgres: %s: %w", what, err)
}

// because returns the error of a context that has ended, which is why
// everything else failed, or err.
func because(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func isRefusal(err error) bool {
	var refusal *platform.Error
	return errors.As(err, &refusal)
}

// The SQLSTATEs that the store acts on.
const (
	foreignKeyViolation  = "23503"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	lockNotAvailable     = "55P03"
	undefinedTable       = "42P01"
	readOnlyTransaction  = "25006"

	noResources = "53" // a class: the disk is full, for one
	systemError = "58" // a class: the disk is broken
)

func isState(err error, state string) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == state
}

// isServerError reports an error of a statement, after which the connection
// is as good as before. A server that ends the connection says so with FATAL.
func isServerError(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.SeverityUnlocalized == "ERROR"
}

// undone reports an error after which what was sent has left no trace: the
// server told it instead of committing, or was not sent anything. After any
// other it may have been committed or not.
func undone(err error) bool { return isServerError(err) || pgconn.SafeToRetry(err) }

func noPlayer(uin, appid int64) error {
	return platform.Refuse(platform.NotFound, "account %d is no player of app %d", uin, appid)
}
