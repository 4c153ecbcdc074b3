#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "tests/reliability/failing_call.hpp"

/// Lets calls of servers that are started meanwhile fail; see failing_call.hpp. While it lives, every program
/// that this one starts has fail_nth_call.so loaded.
class CallFailures {
  public:
    /// \param below the folder whose files are concerned
    /// \param control a file to make for it, outside of that folder
    CallFailures(const std::filesystem::path& below, const std::filesystem::path& control);
    CallFailures(const CallFailures&) = delete;
    CallFailures& operator=(const CallFailures&) = delete;
    ~CallFailures();

    /// From now on: the n-th call (1: the next one) sets errno to `error_number`.
    void arm(std::int64_t n, int error_number, FailingCall::How how);
    void disarm();
    /// Calls that `work` makes, none of which fails.
    std::int64_t count(const std::function<void()>& work);
    /// Calls that have failed since arm().
    std::int64_t failed() const { return shared_->failed; }
    /// The first of them: "fsync /tmp/x/data/workspaces".
    std::string first() const { return shared_->first.data(); }

  private:
    FailingCall* shared_ = nullptr;
};
