#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/problem.hpp"

namespace gasworks::http {

/// Where a value sits in a request. A place within a body knows its way up by pointer, so that walking
/// through a large body costs nothing until something is wrong: a place must not outlive the one it is in.
class Place {
  public:
    /// A parameter or header. The name must outlive the place.
    Place(Violation::In in, std::string_view name) : in_(in), key_(name) {}
    /// The whole body.
    static Place body() { return {Violation::In::body, {}}; }

    /// A property of the object here; the name must outlive the place.
    Place at(std::string_view property) const { return {*this, property}; }
    /// An item of the array here.
    Place at(std::size_t index) const { return {*this, index}; }

    /// What is wrong here. In a body, `name` is the JSON pointer (RFC 6901); in a parameter it is the
    /// parameter's name and `detail` begins with the item.
    Violation violation(std::string detail) const;

  private:
    Place(const Place& parent, std::string_view property)
        : in_(parent.in_), parent_(&parent), key_(property) {}
    Place(const Place& parent, std::size_t index)
        : in_(parent.in_), parent_(&parent), index_(index), is_index_(true) {}

    Violation::In in_;
    const Place* parent_ = nullptr;
    std::string_view key_;
    std::size_t index_ = 0;
    bool is_index_ = false;
};

/// How many alternatives (http/alternatives.hpp) may still be tried on a value and all that is in it.
/// Alternatives that contain themselves could be tried for each other without an end in sight: 2^n times
/// where they nest n deep.
class AttemptBudget {
  public:
    explicit AttemptBudget(std::size_t attempts) : left_(attempts) {}
    /// False once no attempt is left.
    bool take() {
        exhausted_ = exhausted_ || left_ == 0;
        if (!exhausted_) --left_;
        return !exhausted_;
    }
    bool exhausted() const { return exhausted_; }

  private:
    std::size_t left_;
    bool exhausted_ = false;
};

/// Everything that is wrong with one request, up to a number that a client can read.
class Violations {
  public:
    static constexpr std::size_t limit = 100;

    Violations() = default;
    /// What is wrong with one alternative, whose attempts `budget` counts; it outlives this object.
    explicit Violations(AttemptBudget& budget) : budget_(&budget) {}
    /// Of the alternative that is being tried, if one is.
    AttemptBudget* attempt_budget() const { return budget_; }

    void add(Violation violation);
    void add(const Place& place, std::string detail) { add(place.violation(std::move(detail))); }

    bool empty() const { return count_ == 0; }
    /// How many were found; more than are kept when it is above `limit`.
    std::size_t count() const { return count_; }
    const std::vector<Violation>& kept() const { return kept_; }

    /// The answer: 400; or, where the operation declares it, 422 when the request is well formed (every
    /// parameter is in order and the body could be read) and only the content of its body is not.
    Problem problem(bool declares_422) &&;

    /// Notes that the body could not be read at all, which 422 is not for.
    void add_malformed_body(std::string detail);

  private:
    std::vector<Violation> kept_;
    std::size_t count_ = 0;
    bool malformed_ = false;
    AttemptBudget* budget_ = nullptr;
};

}  // namespace gasworks::http
