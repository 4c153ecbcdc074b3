#pragma once

namespace gasworks::http::pistache {

/// Reaches a private member of one of Pistache's classes, where a fault of it can't be made up for in another
/// way. An explicit instantiation may name what is private ([temp.spec.general]/6):
///
///     struct Name { friend constexpr auto member(Name); };
///     template struct PrivateMember<Name, &Class::member_>;
///     object.*member(Name{})
///
/// The configure-time check of Pistache's version is what keeps this from meaning another member one day.
template <class Name, auto Member>
struct PrivateMember {
    friend constexpr auto member(Name) { return Member; }
};

}  // namespace gasworks::http::pistache
