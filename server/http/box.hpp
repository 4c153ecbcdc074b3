#pragma once
#include <concepts>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

namespace gasworks::http {

/// A value kept apart from the object that it belongs to, so that a type can contain itself. It copies and
/// compares as the value does. A box made without a value is empty until one is assigned; looking into an
/// empty one throws std::logic_error.
template <class T>
class Box {
  public:
    Box() = default;
    // A box stands for its value. The constraint keeps the compiler from asking what T, still incomplete,
    // could be made of.
    template <class U>
    requires std::same_as<std::remove_cvref_t<U>, T>
    // NOLINTNEXTLINE(google-explicit-constructor, bugprone-forwarding-reference-overload)
    Box(U&& value) : value_(std::make_unique<T>(std::forward<U>(value))) {}
    Box(const Box& other) : value_(other.value_ == nullptr ? nullptr : std::make_unique<T>(*other.value_)) {}
    Box(Box&&) noexcept = default;
    Box& operator=(const Box& other) {
        Box copy(other);
        std::swap(value_, copy.value_);
        return *this;
    }
    Box& operator=(Box&&) noexcept = default;
    ~Box() = default;

    bool has_value() const { return value_ != nullptr; }
    const T& operator*() const { return *checked(); }
    T& operator*() { return *checked(); }
    const T* operator->() const { return checked(); }
    T* operator->() { return checked(); }

  private:
    T* checked() const {
        if (value_ == nullptr) throw std::logic_error("a recursive member was never given a value");
        return value_.get();
    }

    std::unique_ptr<T> value_;
};

}  // namespace gasworks::http
